import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { prepareJob } from '../../src/run/job.ts';
import { run, type RunHooks, type RunResult } from '../../src/run/run.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { verify } from '../../src/run/verify.ts';
import { addPlainStrategy, type CommandOptions, rewrite, start, type Started } from '../e2e/harness.ts';
import { completed, documents, records, temporaryFolder } from '../run/harness.ts';

/** Whether the tests are played in their long form: `npm run test:soak`. */
export const SOAK = process.env['SOAK'] === '1';

/** How many outcomes a killed process may take with it, besides what was in flight: one commit window. */
export const COMMIT_WINDOW = 500;

/** A simulated server in this process that knows how often it received each request. */
export interface CountingServer {
  readonly url: string;
  readonly simulator: Simulator;
  /** Requests for text that came in. */
  received(): number;
  /** Those that came in again, beyond the first time. */
  again(): number;
  /** Forgets what came in. */
  forget(): void;
}

/** What Node tells of a request that a server in this process receives. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Starts a server that goes with the test. */
export async function countingServer(options: SimulatorOptions = {}): Promise<CountingServer> {
  const simulator = await createSimulator(options);
  const seen = new Set<string>();
  let received = 0;
  const note = (message: unknown) => {
    const { request } = message as Exchange;
    const id = request.headers['x-request-id'];
    if (request.socket.localPort !== simulator.port || typeof id !== 'string') return;
    received += 1;
    seen.add(id);
  };
  subscribe('http.server.request.start', note);
  onTestFinished(async () => {
    unsubscribe('http.server.request.start', note);
    await simulator.close();
  });
  return {
    url: simulator.url,
    simulator,
    received: () => received,
    again: () => received - seen.size,
    forget() {
      received = 0;
      seen.clear();
    },
  };
}

/** A folder with a corpus, and the real command to run on it. */
export interface Scene {
  readonly cwd: string;
  out(name: string): string;
  /** The command line for a run directory of this scene, against a server. */
  flags(name: string, server: Pick<CountingServer, 'url'>, more?: readonly string[]): string[];
  start(name: string, server: Pick<CountingServer, 'url'>, more?: readonly string[], options?: CommandOptions): Started;
}

/** Documents in two files; every answer that ends in order is accepted, and another third rejected. */
export async function scene(count: number): Promise<Scene> {
  const cwd = await temporaryFolder();
  await addPlainStrategy(cwd);
  await mkdir(join(cwd, 'corpus'));
  const rows = documents(count);
  const cut = Math.floor(count / 3);
  const lines = (from: number, to: number) => rows.slice(from, to).map((row) => `${JSON.stringify(row)}\n`);
  await writeFile(join(cwd, 'corpus', 'x.jsonl'), lines(0, cut).join(''));
  await writeFile(join(cwd, 'corpus', 'y.jsonl'), lines(cut, count).join(''));
  const flags: Scene['flags'] = (name, { url }, more = []) => [
    '--quiet',
    '--strategy=plain',
    '--input=corpus/*.jsonl',
    `--endpoint=${url}`,
    `--out=${name}`,
    '--format=jsonl',
    ...more,
  ];
  return {
    cwd,
    out: (name) => join(cwd, name),
    flags,
    start: (name, server, more, options = {}) => start(flags(name, server, more), { cwd, ...options }),
  };
}

/** Runs a scene's command to its end, which must be a good one. */
export async function finish(here: Scene, name: string, server: Pick<CountingServer, 'url'>, more?: readonly string[]) {
  const { code, stderr } = await here.start(name, server, more).ended;
  expect(stderr).not.toContain('bug');
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

/** Id, task and text of every record of a complete run. */
export async function contents(out: string): Promise<Map<string, string>> {
  const all = [...(await records(out)), ...(await records(out, 'rejects'))];
  return new Map(all.map(({ id, task_sha, text, reason }) => [id as string, JSON.stringify([task_sha, text, reason])]));
}

/** That a run lost nothing and has nothing twice: the books agree, and it holds what an undisturbed run holds. */
export async function expectWhole(out: string, undisturbed: ReadonlyMap<string, string>): Promise<void> {
  expect((await verify([out])).mismatches).toEqual([]);
  const found = await contents(out);
  expect(found.size).toBe(undisturbed.size);
  for (const [id, text] of undisturbed) expect(found.get(id)).toBe(text);
  expect((await completed(out)).tasks.planned).toBe(undisturbed.size);
}

/** That `rewrite verify` agrees as well. */
export async function expectVerified(here: Scene, name: string): Promise<void> {
  expect(await rewrite(['verify', name], { cwd: here.cwd })).toMatchObject({ code: 0, stderr: '' });
}

/** Whether a run directory holds a complete run. */
export function isComplete(out: string): boolean {
  return existsSync(join(out, 'manifest.json'));
}

/** Runs a scene's job in this process: faster than the command, and with its clock in our hands. */
export async function runHere(
  here: Scene,
  flags: Readonly<Record<string, unknown>>,
  hooks: Partial<RunHooks> = {},
): Promise<RunResult> {
  const { options } = await resolveOptions(
    { strategy: 'plain', input: [join(here.cwd, 'corpus', '*.jsonl')], format: 'jsonl', ...flags },
    undefined,
    here.cwd,
  );
  const job = await prepareJob(options, { cwd: here.cwd, env: {}, now: new Date(0) });
  return run(job, {
    stop: new AbortController().signal,
    onEvent() {},
    onBegin() {},
    onBug(cause) {
      throw cause;
    },
    now: () => Date.now(),
    ...hooks,
  });
}

/** What an undisturbed run of a scene holds. */
export async function undisturbed(here: Scene): Promise<Map<string, string>> {
  const calm = await countingServer();
  await runHere(here, { out: 'calm', endpoint: [calm.url], concurrency: 32 });
  return contents(here.out('calm'));
}
