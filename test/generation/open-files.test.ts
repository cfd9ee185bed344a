import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkOpenFiles, openFilesLimit, requestsWithin } from '../../src/generation/open-files.ts';
import { type LocalServer, localServer } from './local-server.ts';

describe('checkOpenFiles', () => {
  it('names the limit that is needed, and what the present one allows', () => {
    expect(() => checkOpenFiles(4_096, 1_024)).toThrow(
      '--concurrency 4096 takes one connection per request, and the process may open only 1024 files. ' +
        'Raise the limit (ulimit -n 4608; the hard one, if it is lower) or lower --concurrency to 512.',
    );
  });

  it('has nothing against what fits, nor where there is no limit', () => {
    expect(() => checkOpenFiles(16_384, 20_000)).not.toThrow();
    expect(() => checkOpenFiles(65_536, undefined)).not.toThrow();
  });

  it('leaves at least one request', () => expect(requestsWithin(10)).toBe(1));
});

describe.runIf(process.platform === 'linux')('a process with a low limit', () => {
  let folder: string;
  let server: LocalServer;
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  /** What a program says under `ulimit -n`. It imports the sources as they are. */
  async function say(files: number, program: string, ...args: readonly string[]): Promise<string> {
    const file = path.join(folder, 'program.mts');
    await writeFile(file, program);
    const tsx = new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname;
    const command = ['-c', `ulimit -n ${files} && exec "$0" "$@"`, process.execPath, tsx, file, ...args];
    const child = spawn('/bin/sh', command, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    await once(child, 'close');
    return said;
  }

  const source = (name: string): string => new URL(`../../src/generation/${name}`, import.meta.url).href;

  it('knows it before anything is sent', async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'open-files-'));
    server = await localServer();
    const said = await say(
      600,
      `import { checkOpenFiles, openFilesLimit } from '${source('open-files.ts')}';
       try { checkOpenFiles(4096, openFilesLimit()); } catch (error) { console.log(error.code, error.message); }`,
    );
    expect(said).toContain('usage --concurrency 4096');
    expect(said).toContain('only 600 files');
    expect(openFilesLimit()).toBeGreaterThan(600);
  });

  it('that runs out all the same says how many files it needs', async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'open-files-'));
    server = await localServer(() => undefined);
    const said = await say(
      200,
      `import { connect } from '${source('client.ts')}';
       const target = { endpoints: [process.argv[2]], model: undefined, api: undefined, chatTemplate: undefined, apiKey: undefined };
       const connected = await connect({
         models: { default: target }, waitMs: 0, requestTimeoutMs: 60000, outageLimitMs: 60000, seed: 0,
       });
       const brief = { strategy: 'x', source: '', firstLine: 0, title: '', language: 'en', variables: {} };
       const prompt = { model: 'default', endpoint: 'chat', layout: { template: 'joined', bos: false }, system: undefined, user: 'x', fields: {}, affinity: 'x', brief };
       const signal = new AbortController().signal;
       const all = Array.from({ length: 400 }, (_, n) => connected.backend.generate({ ...prompt, requestId: String(n) }, signal));
       await Promise.race(all).catch((error) => console.log(error.code, error.message));
       process.exit();`,
      server.url,
    );
    expect(said).toMatch(/^usage The process may not open more files, with \d+ requests in flight\./m);
    const needed = Number(/ulimit -n (\d+)/.exec(said)?.[1]);
    const inFlight = Number(/with (\d+) requests/.exec(said)?.[1]);
    expect(needed).toBe(inFlight + 512);
  });
});
