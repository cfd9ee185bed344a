import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMetrics, NOTHING_SINCE, type ServerCounters } from '../../src/generation/metrics-since.ts';

const counters = (preemptions: number, prefixQueries: number, prefixHits: number): ServerCounters => ({
  preemptions,
  prefixQueries,
  prefixHits,
});

describe('addMetrics', () => {
  it('counts from where the counters stood when the run began, over a restart of the server', () => {
    const looks = [counters(7, 1_000, 400), counters(9, 1_600, 700), counters(0, 100, 60), counters(1, 300, 160)];
    expect(looks.reduce(addMetrics, NOTHING_SINCE).sum).toEqual(counters(3, 900, 460));
  });

  it('takes all counters for new when one of them fell', () => {
    const looks = [counters(0, 100, 50), counters(0, 150, 10)];
    expect(looks.reduce(addMetrics, NOTHING_SINCE).sum).toEqual(counters(0, 150, 10));
  });

  it('never falls', () => {
    const look = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)).map(([a, b, c]) => counters(a, b, c));
    fc.assert(
      fc.property(fc.array(look), (looks) => {
        let since = NOTHING_SINCE;
        for (const each of looks) {
          const next = addMetrics(since, each);
          for (const name of ['preemptions', 'prefixQueries', 'prefixHits'] as const) {
            expect(next.sum[name]).toBeGreaterThanOrEqual(since.sum[name]);
          }
          since = next;
        }
      }),
    );
  });
});
