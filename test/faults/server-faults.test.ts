import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { until } from '../e2e/harness.ts';
import {
  COMMIT_WINDOW,
  contents,
  countingServer,
  expectVerified,
  expectWhole,
  finish,
  isComplete,
  runHere,
  type Scene,
  scene,
  SOAK,
} from './harness.ts';
import { unitInterval } from '../../src/text/hash.ts';

const KINDS = ['status429', 'status500', 'status503', 'reset', 'halfAnswer', 'malformed'] as const;
const RATES = [0.01, 0.1, 0.3];
const DOCUMENTS = SOAK ? 2_000 : 100;

/** What an undisturbed run of a scene holds. */
async function undisturbed(here: Scene): Promise<Map<string, string>> {
  const calm = await countingServer();
  await runHere(here, { out: 'calm', endpoint: [calm.url], concurrency: 32 });
  return contents(here.out('calm'));
}

describe('a server that fails', { timeout: SOAK ? 1_200_000 : 120_000 }, () => {
  it.each(RATES)('in any one way at a rate of %d costs no task and no more requests than it failed', async (rate) => {
    const here = await scene(DOCUMENTS);
    const whole = await undisturbed(here);
    await Promise.all(
      KINDS.map(async (kind) => {
        const server = await countingServer({ faults: { [`${kind}Rate`]: rate, attempts: 3 }, seed: 5 });
        await runHere(here, { out: kind, endpoint: [server.url], concurrency: 32, shard_records: 30 });
        const { faults } = server.simulator.stats();
        if (rate > 0.05) expect(faults[kind]).toBeGreaterThan(0);
        expect(server.again()).toBeLessThanOrEqual(faults[kind]);
        await expectWhole(here.out(kind), whole);
      }),
    );
  });

  it('in every way at once, while the process is killed, costs no task', async () => {
    const here = await scene(SOAK ? 20_000 : 300);
    const whole = await undisturbed(here);
    const rates = Object.fromEntries(KINDS.map((kind) => [`${kind}Rate`, 0.05]));
    const server = await countingServer({ faults: { ...rates, attempts: 3 }, latencyMs: 5 });
    const flags = ['--concurrency', '32', '--shard-records', '40'];
    const kills = SOAK ? 20 : 2;
    for (let kill = 0; kill < kills && !isComplete(here.out('all')); kill++) {
      const at = server.received() + unitInterval(2, kill) * (whole.size / kills);
      const run = here.start('all', server, flags);
      await Promise.race([run.ended.then(() => true), until(() => server.received() > at)]);
      run.kill('SIGKILL');
      await run.ended;
    }
    await finish(here, 'all', server, flags);
    const failed = Object.values(server.simulator.stats().faults).reduce((sum, count) => sum + count, 0);
    expect(server.again()).toBeLessThanOrEqual(failed + kills * (32 + COMMIT_WINDOW));
    await expectWhole(here.out('all'), whole);
    await expectVerified(here, 'all');
  });
});

describe('a server that is gone', { timeout: 120_000 }, () => {
  it('for less than the outage limit is waited for', async () => {
    const here = await scene(150);
    const whole = await undisturbed(here);
    const first = await countingServer({ latencyMs: 20 });
    const running = runHere(here, { out: 'short', endpoint: [first.url], concurrency: 8, outage_limit: '60s' });
    await until(() => first.received() > 40);
    await first.simulator.close();
    let down = 0;
    await until(() => (down += 1) > 50);
    const second = await countingServer({ port: first.simulator.port });
    expect(await running).toMatchObject({ end: 'complete' });
    expect(second.received()).toBeGreaterThan(100);
    await expectWhole(here.out('short'), whole);
  });

  it('for longer ends the run with 3, and the same command goes on when it is back', async () => {
    const here = await scene(150);
    const whole = await undisturbed(here);
    const first = await countingServer({ latencyMs: 20 });
    const flags = ['--concurrency', '8', '--outage-limit', '1s'];
    const run = here.start('long', first, flags);
    await until(() => first.received() > 40);
    await first.simulator.close();
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.not.stringContaining('bug') });
    const second = await createSimulator({ port: first.simulator.port });
    await finish(here, 'long', second, flags);
    await second.close();
    await expectWhole(here.out('long'), whole);
    await expectVerified(here, 'long');
  });
});
