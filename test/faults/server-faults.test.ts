import { describe, expect, it } from 'vitest';
import { type Fault, FAULT_KINDS } from '../../src/simulator/fault-kinds.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { until } from '../e2e/harness.ts';
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
import { unitInterval } from '../../src/text/hash.ts';

/** Answers that are waited for until the request's deadline. */
const NEVER_ENDING: readonly Fault[] = ['hang', 'slowBody'];
/** A request may fail three times; a huge answer is more than the client reads, a slow one slower than it waits. */
const AGAIN = { attempts: 3, hugeBytes: 33 * 2 ** 20, slowBodySeconds: 60 };
const RATES = [0.01, 0.1, 0.3];
const DOCUMENTS = SOAK ? 2_000 : 100;

describe('a server that fails', { timeout: SOAK ? 1_200_000 : 120_000 }, () => {
  it.each(RATES)('in any one way at a rate of %d costs no task and no more requests than it failed', async (rate) => {
    const here = await scene(DOCUMENTS);
    const whole = await undisturbed(here);
    await Promise.all(
      FAULT_KINDS.filter((kind) => !NEVER_ENDING.includes(kind)).map(async (kind) => {
        const server = await countingServer({ faults: { [`${kind}Rate`]: rate, ...AGAIN }, seed: 5 });
        await runHere(here, { out: kind, endpoint: [server.url], concurrency: 32, shard_records: 30 });
        const met = server.simulator.stats().faults[kind];
        if (rate > 0.05) expect(met, kind).toBeGreaterThan(0);
        expect(server.again(), kind).toBeLessThanOrEqual(met);
        await expectWhole(here.out(kind), whole);
      }),
    );
  });

  it.each(NEVER_ENDING)(
    'by never ending an answer (%s) costs no task, and only requests whose deadline passed are sent again',
    async (kind) => {
      const here = await scene(DOCUMENTS);
      const whole = await undisturbed(here);
      await Promise.all(
        RATES.map(async (rate) => {
          const server = await countingServer({ faults: { [`${kind}Rate`]: rate, ...AGAIN, attempts: 1 }, seed: 5 });
          const faults: string[] = [];
          const flags = { out: String(rate), endpoint: [server.url], concurrency: 32, request_timeout: '3s' };
          await runHere(here, flags, { onEvent: (event) => event.kind === 'retry' && faults.push(event.fault) });
          // A busy machine may miss a deadline by itself: what may be sent again is what was told of.
          expect(faults.length).toBeGreaterThanOrEqual(server.simulator.stats().faults[kind]);
          expect(faults.filter((fault) => fault !== 'timeout')).toEqual([]);
          expect(server.again()).toBeLessThanOrEqual(faults.length);
          await expectWhole(here.out(String(rate)), whole);
        }),
      );
    },
  );

  it('in every way at once, while the process is killed, costs no task', async () => {
    const here = await scene(SOAK ? 20_000 : 300);
    const whole = await undisturbed(here);
    const rates = Object.fromEntries(FAULT_KINDS.map((kind) => [`${kind}Rate`, 0.02]));
    const server = await countingServer({ faults: { ...rates, ...AGAIN }, latencyMs: 5 });
    const flags = ['--concurrency', '32', '--shard-records', '40', '--request-timeout', '3s'];
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
