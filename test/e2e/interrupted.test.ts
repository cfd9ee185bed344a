import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, documents, files, records, temporaryFolder } from '../run/harness.ts';
import {
  addPlainStrategy,
  completion,
  rewrite,
  SEEDS,
  start,
  startServer,
  startSimulator,
  succeed,
  until,
  writeRows,
} from './harness.ts';

/** What kills may cost at most: requests under way, one commit window, windows of unfinished documents. */
const MOST_SENT_AGAIN = 0.4;

describe('a run over HTTP', { timeout: 180_000 }, () => {
  it('interrupted by SIGINT, then SIGKILL, then resumed, accepts what an uninterrupted run accepts', async () => {
    const cwd = await temporaryFolder();
    const [whole, parts] = [join(cwd, 'whole'), join(cwd, 'parts')];
    const simulator = await startSimulator(['--latency-ms', '100']);
    const run = (out: string) => [
      '--input',
      SEEDS,
      '--endpoint',
      simulator.endpoint,
      '--concurrency',
      '8',
      '--limit',
      '60',
      '--out',
      out,
    ];
    await succeed(run(whole));
    const needed = await simulator.promptTokens();

    const first = start(run(parts));
    await until(async () => (await simulator.promptTokens()) > 1.25 * needed);
    first.kill('SIGINT');
    const interrupted = await first.ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain('SIGINT: finishing what is in flight');
    expect(interrupted.stderr).toContain('Go on with the same command');
    expect(interrupted.stdout).toBe('');
    expect(existsSync(join(parts, 'manifest.json'))).toBe(false);
    expect(await succeed(['status', parts])).toContain('stopped: the same command resumes it');
    expect((await rewrite(['verify', parts])).code).toBe(2);

    const second = start(run(parts));
    await until(async () => (await simulator.promptTokens()) > 1.6 * needed);
    second.kill('SIGKILL');
    expect((await second.ended).code).toBe(null);
    expect(existsSync(join(parts, 'manifest.json'))).toBe(false);
    expect(await succeed(['status', parts])).toMatch(/killed\?/);

    const third = await rewrite(run(parts));
    expect(third.code).toBe(0);
    expect(third.stderr).toMatch(/resuming after \d+ rewrites/);
    expect(await simulator.promptTokens()).toBeLessThan((2 + MOST_SENT_AGAIN) * needed);
    expect(await succeed(['verify', parts])).toContain('all as the manifest says');

    const texts = async (directory: string) => (await records(directory)).map(({ id, text }) => ({ id, text }));
    expect(await texts(parts)).toEqual(await texts(whole));
    expect((await completed(parts)).tasks).toEqual((await completed(whole)).tasks);
  });
});

describe('signals', () => {
  it('SIGTERM finishes what is in flight and ends with 143', async () => {
    const cwd = await temporaryFolder();
    const simulator = await startSimulator(['--latency-ms', '100']);
    const run = start(['--endpoint', simulator.endpoint, '--concurrency', '4', '--out', 'out'], { cwd });
    await until(async () => (await simulator.promptTokens()) > 0);
    run.kill('SIGTERM');
    const { code, stderr } = await run.ended;
    expect(code).toBe(143);
    expect(stderr).toContain('SIGTERM');
  });

  it('a second signal ends the run at once, whatever is in flight', async () => {
    const cwd = await temporaryFolder();
    const server = await startServer(() => 'hang');
    const run = start(['--endpoint', server.endpoint, '--out', 'out', '--drain-timeout', '1h'], { cwd });
    await until(() => server.requests.length > 0);
    run.kill('SIGINT');
    await until(() => run.stderr().includes('SIGINT'));
    run.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
  });

  it('--drain-timeout gives up what does not come back in time', async () => {
    const cwd = await temporaryFolder();
    const server = await startServer(() => 'hang');
    const run = start(['--endpoint', server.endpoint, '--out', 'out', '--drain-timeout', '50ms'], { cwd });
    await until(() => server.requests.length > 0);
    run.kill('SIGINT');
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('bug');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the waiting for a server with %i', async (signal, expected) => {
    const cwd = await temporaryFolder();
    const run = start(['--endpoint', 'http://127.0.0.1:1/v1', '--out', 'out'], { cwd });
    await until(() => run.stderr().includes('waiting for'));
    run.kill(signal);
    const { code, stderr } = await run.ended;
    expect(code).toBe(expected);
    expect(stderr).not.toMatch(/bug|\n +at /);
  });

  it('SIGINT ends the simulator in order', async () => {
    const simulator = await startSimulator();
    simulator.process.kill('SIGINT');
    const { code, stdout } = await simulator.process.ended;
    expect(stdout).toContain('0 requests answered.');
    expect(code).toBe(0);
  });
});

// A dozen processes: given time on a busy machine.
describe('a run killed again and again', { timeout: 180_000 }, () => {
  it('loses nothing and has nothing twice: its files are those of a whole run, byte for byte', async () => {
    const cwd = await temporaryFolder();
    const simulator = await startSimulator(['--latency-ms', '20']);
    const flags = ['--input', SEEDS, '--endpoint', simulator.endpoint, '--concurrency', '8', '--format', 'jsonl'];
    // Small shards, so that kills fall on sealing too.
    const run = (out: string) => [...flags, '--limit', '60', '--shard-records', '12', '--out', join(cwd, out)];
    await succeed(run('whole'));
    const needed = await simulator.promptTokens();

    // Shares of the work after which each process is killed: fixed, so that a failure can be met again.
    for (const share of [0, 0.1, 0.01, 0.13, 0.05, 0.09, 0.02, 0.08, 0.11, 0.04]) {
      const before = await simulator.promptTokens();
      const killed = start(run('killed'));
      const done = killed.ended.then(() => true);
      await Promise.race([done, until(async () => (await simulator.promptTokens()) > before + share * needed)]);
      killed.kill('SIGKILL');
      await killed.ended;
    }
    expect(existsSync(join(cwd, 'killed', 'manifest.json'))).toBe(false);
    await succeed(run('killed'));

    expect(await succeed(['verify', join(cwd, 'killed')])).toContain('all as the manifest says');
    expect(await files(join(cwd, 'killed'))).toEqual(await files(join(cwd, 'whole')));
    expect(Object.keys(await files(join(cwd, 'killed'))).length).toBeGreaterThan(8);
    const { tasks, tokens, strategies } = await completed(join(cwd, 'killed'));
    const expected = await completed(join(cwd, 'whole'));
    expect({ tasks, tokens, strategies }).toEqual({
      tasks: expected.tasks,
      tokens: expected.tokens,
      strategies: expected.strategies,
    });
  });
});

describe('a resumed run', () => {
  it('is refused with other settings, naming each with both values', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--limit', '2', '--out', 'out'], { cwd });
    const { code, stderr } = await rewrite(['--limit', '2', '--seed', '7', '--out', 'out'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('seed: was 0, now 7');
  });

  it('tries again with --retry-failed what failed for other than its document', async () => {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    await writeRows(join(cwd, 'x.jsonl'), documents(3));
    let sick = true;
    const server = await startServer(() =>
      sick ? { status: 400, body: { error: { message: 'no', type: 'invalid_request_error' } } } : completion('Fine.'),
    );
    const flags = ['--strategy', 'plain', '--input', 'x.jsonl', '--out', 'out', '--endpoint', server.endpoint];
    // The server says the same to all.
    flags.push('--duplicates', 'keep');
    await succeed(flags, { cwd });
    expect(await completed(join(cwd, 'out'))).toMatchObject({
      tasks: { failed: 3 },
      reasons: { 'endpoint.rejected': 3 },
    });
    sick = false;
    expect(await succeed(flags, { cwd })).toContain('complete already');
    await succeed([...flags, '--retry-failed'], { cwd });
    expect((await completed(join(cwd, 'out'))).tasks).toMatchObject({ accepted: 3, failed: 0 });
    await succeed(['verify', 'out'], { cwd });
  });
});
