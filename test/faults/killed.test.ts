import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unitInterval } from '../../src/text/hash.ts';
import { until } from '../e2e/harness.ts';
import {
  COMMIT_WINDOW,
  contents,
  countingServer,
  expectVerified,
  expectWhole,
  finish,
  isComplete,
  scene,
  SOAK,
} from './harness.ts';

const KILLS = SOAK ? 100 : 4;
const DOCUMENTS = SOAK ? 60_000 : 2_000;
const IN_FLIGHT = 64;

describe('a process killed with SIGKILL at a random moment', { timeout: SOAK ? 3_600_000 : 120_000 }, () => {
  it(`${KILLS} times loses nothing, has nothing twice, and sends at most what was in flight and one commit window again`, async () => {
    const here = await scene(DOCUMENTS);
    const server = await countingServer();
    // Small shards, so that kills fall on sealing as well.
    const flags = ['--concurrency', String(IN_FLIGHT), '--shard-records', '250'];
    await finish(here, 'whole', server, flags);
    const undisturbed = await contents(here.out('whole'));
    server.forget();

    const costs: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const [before, again] = [server.received(), server.again()];
      // From the very start of a process to where it has done its share of the work.
      const at = before + Math.floor(unitInterval(1, kill) * ((1.5 * DOCUMENTS) / KILLS));
      const run = here.start('killed', server, flags);
      const ended = run.ended.then(() => true);
      await Promise.race([ended, until(() => server.received() > at)]);
      run.kill('SIGKILL');
      expect((await run.ended).stderr).not.toContain('rewrite:');
      // What the next process sends again, this one had lost: the first one sends nothing again.
      costs.push(server.again() - again);
      expect(costs[0]).toBe(0);
      expect(server.again() - again).toBeLessThanOrEqual(IN_FLIGHT + COMMIT_WINDOW);
      if (isComplete(here.out('killed'))) break;
    }
    const again = server.again();
    await finish(here, 'killed', server, flags);
    expect(server.again() - again).toBeLessThanOrEqual(IN_FLIGHT + COMMIT_WINDOW);
    await expectWhole(here.out('killed'), undisturbed);
    await expectVerified(here, 'killed');
    if (SOAK) process.stderr.write(`${costs.length} kills, requests sent again: ${costs.join(' ')}\n`);
  });
});

describe('SIGTERM', { timeout: 60_000 }, () => {
  it('while a shard is being sealed ends in order, and the run goes on to the same files', async () => {
    const here = await scene(300);
    const server = await countingServer();
    const flags = ['--concurrency', '32', '--shard-records', '50'];
    await finish(here, 'whole', server, flags);
    const undisturbed = await contents(here.out('whole'));
    server.forget();
    const shards = join(here.out('stopped'), 'shards');
    const sealing = () => existsSync(shards) && readdirSync(shards).some((name) => name.endsWith('.tmp'));
    for (let stops = 0; stops < (SOAK ? 20 : 2) && !isComplete(here.out('stopped')); stops++) {
      const run = here.start('stopped', server, flags);
      const ended = run.ended.then(() => true);
      // Asked of the file system all the time: a shard is written in a few milliseconds.
      await Promise.race([ended, until(sealing, 1)]);
      run.kill('SIGTERM');
      const { code, stderr } = await run.ended;
      expect(stderr).not.toContain('bug');
      expect([0, 143]).toContain(code);
      if (existsSync(shards)) expect(readdirSync(shards).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    await finish(here, 'stopped', server, flags);
    expect(server.again()).toBe(0);
    await expectWhole(here.out('stopped'), undisturbed);
  });
});
