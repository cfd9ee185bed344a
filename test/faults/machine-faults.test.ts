import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../src/run/status.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { rewrite } from '../e2e/harness.ts';
import { completed } from '../run/harness.ts';
import {
  COMMIT_WINDOW,
  countingServer,
  expectVerified,
  expectWhole,
  finish,
  isComplete,
  runHere,
  scene,
  SOAK,
  undisturbed,
} from './harness.ts';

const TIMEOUT = { timeout: SOAK ? 1_200_000 : 120_000 };

describe('a full disk', TIMEOUT, () => {
  it('while outcomes are committed ends the run with 2; with more room it goes on, as often as it takes', async () => {
    const here = await scene(SOAK ? 8_000 : 500);
    const whole = await undisturbed(here);
    const server = await countingServer();
    const flags = ['--concurrency', '32'];
    let full = 0;
    // The room for each file, in kB, as a quota would bound it.
    for (let room = 180; room < 8_000 && !isComplete(here.out('full')); room *= 2) {
      const again = server.again();
      const { code, stderr } = await here.start('full', server, flags, { largestFile: room }).ended;
      expect(stderr).not.toContain('bug');
      if (code === 0) break;
      expect(code).toBe(2);
      expect(stderr).toMatch(/No space left for .*ledger.*run the same command again|may grow no more/);
      full += 1;
      expect(server.again() - again).toBeLessThanOrEqual(32 + COMMIT_WINDOW);
    }
    expect(full).toBeGreaterThan(1);
    await finish(here, 'full', server, flags);
    await expectWhole(here.out('full'), whole);
    await expectVerified(here, 'full');
  });

  it('while a shard is sealed ends the run with 2; with more room the shard is written', async () => {
    const here = await scene(200);
    const whole = await undisturbed(here);
    const server = await countingServer();
    // A process that waited with nothing left to drain would outlast the test.
    const flags = ['--concurrency', '32', '--shard-records', '40', '--drain-timeout', '1h'];
    for (const part of ['part-00000', 'part-00003']) {
      // What is written under the name that a shard has at first meets a device without room.
      await mkdir(join(here.out('full'), 'shards'), { recursive: true });
      await symlink('/dev/full', join(here.out('full'), 'shards', `${part}.jsonl.tmp`));
      const { code, stderr } = await here.start('full', server, flags).ended;
      expect(stderr).toMatch(/cannot write .*shards.*: the disk is full; free some space there/);
      expect(code).toBe(2);
      expect(existsSync(join(here.out('full'), 'shards', `${part}.jsonl`))).toBe(false);
    }
    await finish(here, 'full', server, flags);
    expect(server.again()).toBe(0);
    await expectWhole(here.out('full'), whole);
    await expectVerified(here, 'full');
  });
});

describe('two processes on one run directory', TIMEOUT, () => {
  it('begun at the same instant: one runs, the other is told so', async () => {
    const here = await scene(400);
    const whole = await undisturbed(here);
    const server = await countingServer({ latencyMs: 50 });
    const flags = ['--concurrency', '4'];
    const ends = await Promise.all([1, 2].map(() => here.start('both', server, flags).ended));
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([0, 2]));
    expect(ends.find(({ code }) => code === 2)?.stderr).toMatch(/is in use: another process is writing to this run/);
    expect(server.again()).toBe(0);
    await expectWhole(here.out('both'), whole);
  });
});

describe('too few open files', TIMEOUT, () => {
  it('for 4,096 connections ends the run with 2 and the number needed; with more it goes on', async () => {
    const here = await scene(1_200);
    const whole = await undisturbed(here);
    const server = await countingServer({ latencyMs: 400 });
    const flags = ['--concurrency', '4096'];
    const { code, stderr } = await here.start('files', server, flags, { openFiles: 256 }).ended;
    expect(stderr).not.toContain('bug');
    expect(stderr).toMatch(/ulimit -n \d{4,}/);
    expect(code).toBe(2);
    await finish(here, 'files', server, flags);
    await expectWhole(here.out('files'), whole);
    await expectVerified(here, 'files');
  });
});

describe('a clock that jumps', TIMEOUT, () => {
  it('back and forth by hours changes nothing but dates, and shows no number that cannot be', async () => {
    const here = await scene(200);
    const whole = await undisturbed(here);
    const server = await countingServer({ latencyMs: 5 });
    let asked = 0;
    const now = () => 1_700_000_000_000 + Math.floor((unitInterval(3, asked++) - 0.5) * 20 * 3_600_000);
    const numbers: number[] = [];
    let timer: NodeJS.Timeout | undefined;
    await runHere(
      here,
      { out: 'clock', endpoint: [server.url], concurrency: 8, gpu_hour_price: 2 },
      {
        now,
        onBegin({ snapshot }) {
          timer = setInterval(() => collect(snapshot(), numbers), 5);
        },
      },
    ).finally(() => clearInterval(timer));
    collect(await readStatus(here.out('clock')), numbers);
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter((number) => !(number >= 0 && Number.isFinite(number)))).toEqual([]);
    await expectWhole(here.out('clock'), whole);
    const { started_at, finished_at } = await completed(here.out('clock'));
    expect(Date.parse(finished_at)).toBeGreaterThanOrEqual(Date.parse(started_at));
  });
});

/** Every number anywhere in a value. */
function collect(value: unknown, into: number[]): void {
  if (typeof value === 'number') into.push(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, into);
}

describe('a ledger that is damaged', TIMEOUT, () => {
  it('is said clearly, and rebuilt by verify --repair: what is sealed is not sent again', async () => {
    const here = await scene(600);
    const whole = await undisturbed(here);
    const server = await countingServer({ latencyMs: 5 });
    const flags = ['--concurrency', '16', '--shard-records', '50'];
    const run = here.start('torn', server, flags);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (server.received() < 400) return;
        clearInterval(timer);
        run.kill('SIGKILL');
        resolve();
      }, 5);
    });
    await run.ended;
    const { cwd } = here;
    // The log of what was committed last goes as well, or SQLite would read everything from there.
    await rm(join(here.out('torn'), 'ledger.sqlite-wal'), { force: true });
    await writeFile(join(here.out('torn'), 'ledger.sqlite'), 'not what was written here. '.repeat(1_000));
    const torn = await here.start('torn', server, flags).ended;
    expect(torn.code).toBe(2);
    expect(torn.stderr).toMatch(/ledger\.sqlite is damaged.*`rewrite verify --repair DIR`/);
    const repaired = await rewrite(['verify', '--repair', 'torn'], { cwd });
    expect(repaired).toMatchObject({ code: 0, stderr: '' });
    expect(repaired.stdout).toMatch(/made anew from \d+ records in \d+ sealed files/);
    const sealed = Number(/anew from ([\d,]+) records/.exec(repaired.stdout)?.[1]?.replaceAll(',', ''));
    expect(sealed).toBeGreaterThan(49);
    const before = server.received();
    await finish(here, 'torn', server, flags);
    expect(server.received() - before).toBe(whole.size - sealed);
    await expectWhole(here.out('torn'), whole);
    expect((await rewrite(['verify', '--repair', 'torn'], { cwd })).stdout).toContain('nothing to repair');
  });
});
