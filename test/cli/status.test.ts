import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addStatus, describeStatus } from '../../src/cli/status.ts';
import type { RunSnapshot } from '../../src/run/snapshot.ts';
import { temporaryFolder } from '../run/harness.ts';
import { ENDPOINT, SNAPSHOT } from './snapshot.ts';

const LIVE = { complete: false, process: 'alive', age: 3 } as const;

describe('rewrite status', () => {
  it('tells state, counts, speed, how full the servers are, and each endpoint', () => {
    const cost = { total: 12.3, per_million_accepted_tokens: 8.2, gpu_hours: 5, strategies: {} };
    const said = describeStatus(
      { ...SNAPSHOT, waiting: 4, prefix_hit_rate: 0.61, cost, retries: { timeout: 7 }, endpoints: [ENDPOINT] },
      LIVE,
    );
    expect(said.split('\n')).toEqual([
      'state      running, process 1 (seen 3s ago)',
      'documents  1,234 read, 1,200 used',
      'rewrites   2,400 settled: 1,800 accepted (75.0%), 500 rejected, 100 failed, 0 deferred',
      'tokens     1.50M in accepted text; 2.00M generated for it, 1.00k of them wasted',
      'speed      10.0k tokens/s, 12.0 rewrites/s, 13.0 requests/s over 3m 20s',
      'servers    97.0% of the slots filled; slots free 5.0% of the time there was work; prefix cache: 61.0% of prompt tokens found; 12 preemptions',
      'cost       12.30, 8.20 per million accepted tokens',
      'sent again timeout 7',
      'now        9.21k tokens/s, 10 rewrites/s, 64 of 128 requests in flight, 4 waiting at the servers',
      'ETA        1h 02m',
      '',
      '  strategy  rewrites  accepted  tokens   share',
      '  qa           2,400     75.0%   1.50M  100.0%',
      '',
      '  endpoint              breaker  in flight  running  waiting  answered  failed  KV cache  preempted',
      '  http://gpu-1:8000/v1   closed         64       60        4     2,500     100     61.0%         12',
    ]);
  });

  it.each([
    [
      'the process is gone',
      { ...LIVE, process: 'gone' },
      'the process is gone (killed?): run the same command to resume',
    ],
    ['it is complete', { ...LIVE, process: 'gone', complete: true }, 'complete (seen 3s ago)'],
    ['it runs on another machine', { ...LIVE, process: 'elsewhere' }, 'running, process 1 on machine (seen'],
    ['it has been silent', { ...LIVE, age: 300 }, 'process 1 has written nothing for a while: stuck, or gone (seen 5m'],
  ] as const)('says so when %s', (_, look, words) => {
    expect(describeStatus(SNAPSHOT, look)).toContain(`state      ${words}`);
  });

  it('says that a run whose shards stand is not yet complete without its manifest', () => {
    const said = (look: Parameters<typeof describeStatus>[1]) =>
      describeStatus({ ...SNAPSHOT, state: 'complete' }, look);
    expect(said(LIVE)).toContain('state      writing its manifest');
    expect(said({ ...LIVE, process: 'gone' })).toContain('state      complete: the same command resumes it');
  });

  it('gives no rate of now and no ETA for a process that is gone', () => {
    expect(describeStatus(SNAPSHOT, { ...LIVE, process: 'gone' })).not.toMatch(/ETA|^now/m);
  });

  it('tells time in pauses, and that slots were not yet looked at', () => {
    const time = { ...SNAPSHOT.time, paused_seconds: 60, work_seconds: 0, slot_seconds: 0 };
    const said = describeStatus({ ...SNAPSHOT, time, endpoints: [{ ...ENDPOINT, running: null }] }, LIVE);
    expect(said).toContain('over 3m 20s, 1m 00s of them without a usable endpoint');
    expect(said).toContain('servers    no time with work to give out');
    expect(said).toMatch(/closed +64 +– +4/);
  });
});

describe('rewrite status --watch', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Watches a run directory; returns the exit code and the states that were shown. */
  async function watched(directory: string): Promise<{ code: number | undefined; states: (string | undefined)[] }> {
    const said: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    let code: number | undefined;
    const program = new Command();
    addStatus(program, (given) => (code = given));
    await program.parseAsync(['node', 'rewrite', 'status', directory, '--watch']);
    return { code, states: said.map((text) => /^state +(.+?)(?: \(seen|,|:)/m.exec(text)?.[1]) };
  }

  const write = (directory: string, status: Partial<RunSnapshot>) =>
    writeFile(join(directory, 'status.json'), JSON.stringify({ ...SNAPSHOT, host: hostname(), ...status }));

  it('looks again until the run ends', async () => {
    const directory = await temporaryFolder();
    await write(directory, { pid: process.pid, updated_at: new Date().toISOString() });
    const watching = watched(directory);
    setTimeout(() => void write(directory, { pid: process.pid, state: 'stopped' }), 500);
    expect(await watching).toEqual({ code: 0, states: ['running', 'stopped'] });
  });

  it('ends when the process is gone', async () => {
    const directory = await temporaryFolder();
    // Above what the kernel gives out.
    await write(directory, { pid: 2 ** 30 });
    expect(await watched(directory)).toEqual({ code: 0, states: ['the process is gone (killed?)'] });
  });
});
