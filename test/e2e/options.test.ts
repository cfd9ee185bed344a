import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, documents, records, temporaryFolder } from '../run/harness.ts';
import { addPlainStrategy, newRewrite, rewrite, startServer, startSimulator, succeed, writeRows } from './harness.ts';

/** A folder with documents and the strategy `plain`, and a server that answers. */
async function place(count = 6, delayMs = 0) {
  const cwd = await temporaryFolder();
  await addPlainStrategy(cwd);
  await writeRows(join(cwd, 'x.jsonl'), documents(count));
  const server = await startServer(newRewrite, delayMs);
  return { cwd, server, flags: ['--strategy', 'plain', '--input', 'x.jsonl', '--endpoint', server.endpoint] };
}

describe('the options of a run', () => {
  it('--concurrency bounds the requests in flight', async () => {
    const { cwd, server, flags } = await place(12, 30);
    await succeed([...flags, '--concurrency', '3', '--out', 'out'], { cwd });
    expect(server.requests).toHaveLength(12);
    expect(server.mostOpen()).toBe(3);
  });

  it('--request-timeout gives up a request, which is then sent again', async () => {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    await writeRows(join(cwd, 'x.jsonl'), documents(1));
    let sent = 0;
    const server = await startServer(() => (sent++ === 0 ? 'hang' : newRewrite()));
    const flags = ['--strategy', 'plain', '--input', 'x.jsonl', '--endpoint', server.endpoint];
    const { stderr } = await rewrite([...flags, '--request-timeout', '100ms', '--out', 'out'], { cwd });
    expect(stderr).toContain('trying d0/plain/0/0 again');
    expect(await records(join(cwd, 'out'))).toMatchObject([{ attempts: 2 }]);
    expect((await completed(join(cwd, 'out'))).tokens.unbilled_attempts).toBe(1);
  });

  it('--budget-tokens ends the run with the record that reaches it', async () => {
    const { cwd, flags } = await place(40);
    await succeed([...flags, '--budget-tokens', '0.1k', '--out', 'out'], { cwd });
    const { tasks, tokens } = await completed(join(cwd, 'out'));
    expect(tokens.accepted).toBe(100);
    expect(tasks.accepted).toBe(10);
  });

  it('--rewrites-per-document gives each document so many strategies', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--limit', '4', '--rewrites-per-document', '3', '--out', 'three'], { cwd });
    const made = [...(await records(join(cwd, 'three'))), ...(await records(join(cwd, 'three'), 'rejects'))];
    const strategies = new Map<unknown, Set<unknown>>();
    for (const { source_id: id, strategy } of made) strategies.set(id, (strategies.get(id) ?? new Set()).add(strategy));
    expect(Math.max(...[...strategies.values()].map((set) => set.size))).toBe(3);
  });

  it('--seed chooses other strategies, the same seed the same', async () => {
    const cwd = await temporaryFolder();
    const ids = async (out: string, ...seed: string[]) => {
      await succeed(['--limit', '10', ...seed, '--out', out], { cwd });
      return (await records(join(cwd, out))).map(({ id }) => id);
    };
    const zero = await ids('a', '--seed', '0');
    expect(await ids('b')).toEqual(zero);
    expect(await ids('c', '--seed', '1')).not.toEqual(zero);
  });

  it('--ledger-dir puts the ledger there', async () => {
    const { cwd, flags } = await place();
    await succeed([...flags, '--ledger-dir', 'local', '--out', 'out'], { cwd });
    expect(await readdir(join(cwd, 'local'))).toContainEqual(expect.stringMatching(/^ledger-[0-9a-f]{12}\.sqlite$/));
    expect(existsSync(join(cwd, 'out', 'ledger.sqlite'))).toBe(false);
  });

  it('--price-in, --price-out, --gpu-hour-price and --gpus-per-endpoint put a cost on the summary', async () => {
    const { cwd, flags } = await place();
    expect(await succeed([...flags, '--out', 'free'], { cwd })).not.toContain('cost');
    const priced = await succeed([...flags, '--price-in', '1000', '--price-out', '2000', '--out', 'priced'], { cwd });
    // 6 requests of 10 prompt and 10 completion tokens, 60 accepted tokens.
    expect(priced).toMatch(/^cost +0\.18, 3000\.00 per million accepted tokens$/m);
    const cost = async (out: string, ...gpus: string[]) => {
      const said = await succeed([...flags, '--gpu-hour-price', '1e9', ...gpus, '--out', out], { cwd });
      return Number(/^cost +([\d.]+)/m.exec(said)?.[1]);
    };
    // The times of two runs differ, by less than a factor of 1,000.
    const one = await cost('one');
    expect(one).toBeGreaterThan(0);
    expect(await cost('many', '--gpus-per-endpoint', '1000000')).toBeGreaterThan(1_000 * one);
  });

  it('--progress bar draws on standard error, none draws nothing, auto without a terminal draws no bar', async () => {
    const { cwd, flags } = await place();
    const { stderr: bar } = await rewrite([...flags, '--progress', 'bar', '--out', 'a'], { cwd });
    expect(bar).toContain('\r\u001B[2K');
    expect(bar).toMatch(/ \d+\/\d+ (busy|in flight)/);
    for (const [style, out] of [
      ['none', 'b'],
      ['auto', 'c'],
    ]) {
      const { stderr } = await rewrite([...flags, '--progress', style ?? '', '--out', out ?? ''], { cwd });
      expect(stderr).not.toContain('\u001B');
      expect(stderr).not.toMatch(/busy|in flight/);
    }
  });

  it('--dry-run shows counts and one prompt per strategy, sends nothing, writes nothing', async () => {
    const { cwd, server, flags } = await place();
    await writeFile(join(cwd, 'y.jsonl'), 'broken\n');
    const said = await succeed([...flags, '--input', 'y.jsonl', '--dry-run', '--price-out', '1', '--out', 'out'], {
      cwd,
    });
    expect(said).toContain('7 read, 6 used, skipped: 1 input.malformed');
    expect(said).toContain('y.jsonl, row 0: input.malformed');
    expect(said).toContain('─── plain: first prompt (d0/plain/0/0)');
    expect(said).toContain('Document number d0 tells of the river');
    expect(said).toMatch(/^cost /m);
    expect(server.requests).toEqual([]);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  it('never puts a key or a password into the run directory', async () => {
    const { cwd, server, flags } = await place();
    const secret = server.endpoint.replace('http://', 'http://user:hunter2@');
    await succeed([...flags.slice(0, -1), secret, '--out', 'out'], { cwd, env: { OPENAI_API_KEY: 'sk-secret' } });
    for (const file of ['config.json', 'status.json', 'manifest.json', 'events.jsonl']) {
      expect(await readFile(join(cwd, 'out', file), 'utf8')).not.toMatch(/hunter2|sk-secret/);
    }
    expect((await readFile(join(cwd, 'out', 'ledger.sqlite'))).toString('latin1')).not.toMatch(/hunter2|sk-secret/);
  });
});

describe('the other commands', () => {
  it('preview shows source beside rewrite with each verdict and writes nothing', async () => {
    const { cwd, flags } = await place();
    const said = await succeed(['preview', ...flags, '--limit', '2'], { cwd });
    expect(said.match(/^d\d\/plain\/0 {2}accepted$/gm)).toHaveLength(2);
    expect(said).toContain('│ A rewrite.');
    expect(said).toMatch(/✓ finish/);
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  it('doctor finds this machine fit, and says what is wrong with a server', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await rewrite(['doctor'], { cwd });
    expect(code).toBe(0);
    for (const name of ['Node', 'disk', 'ledger', 'Parquet', 'zstd', 'strategies'])
      expect(stdout).toMatch(new RegExp(`^[✓!] ${name}`, 'm'));
    const { endpoint } = await startSimulator(['--api-key', 'sesame']);
    const locked = await rewrite(['doctor', '--endpoint', endpoint], { cwd });
    expect(locked.code).toBe(2);
    expect(locked.stdout).toMatch(/^✗ model +.*asks for an API key/m);
    const { stdout: found } = await rewrite(['doctor', '--endpoint', endpoint], {
      cwd,
      env: { OPENAI_API_KEY: 'sesame' },
    });
    expect(found).toMatch(/^✓ model +simulator at .*: answered \(stop\)/m);
  });

  it('strategies lists all with their own first, shows one with its prompt, and checks files', async () => {
    const { cwd } = await place();
    const list = await succeed(['strategies'], { cwd });
    expect(list.match(/^ {2}[\w-]+ +\*? /gm)?.length).toBeGreaterThanOrEqual(24);
    expect(list).toMatch(/^ {2}plain +A test\.$/m);
    expect(await succeed(['strategies', 'show', 'plain'], { cwd })).toContain('Rewrite it.');
    expect(await succeed(['strategies', 'show', 'mix'], { cwd })).toMatch(/qa +25\.0%/);
    expect(await succeed(['strategies', 'check'], { cwd })).toMatch(/^\d+ checked, all well\.\n$/);
    await writeFile(join(cwd, 'strategies', 'plain.yaml'), 'name: plain\nprompt: ../plain.md\ntemprature: 1\n');
    const { code, stderr } = await rewrite(['strategies', 'check', 'plain'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('plain.yaml:3: unknown key `temprature`');
  });

  it('validate --reasons lists every reason that the manifest can name', async () => {
    const said = await succeed(['validate', '--reasons']);
    for (const reason of [
      'finish.length',
      'input.malformed',
      'endpoint.context_length',
      'ungrounded.number',
      'ineligible.quality',
    ]) {
      expect(said).toContain(reason);
    }
  });
});
