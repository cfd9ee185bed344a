import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rate } from '../../src/run/rates.ts';

describe('a rate', () => {
  it('is what came a second since it began, then over the last half minute', () => {
    let now = 5_000;
    const rate = new Rate(() => now);
    expect(rate.perSecond()).toBe(0);
    rate.add(10);
    expect(rate.perSecond()).toBe(10);
    now += 10_000;
    expect(rate.perSecond()).toBe(1);
    now += 25_000;
    expect(rate.perSecond()).toBe(0);
    now += 3_600_000;
    rate.add(60);
    expect(rate.perSecond()).toBe(2);
  });

  it('is what adding up one by one makes it, whatever the times', () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 40_000 }), amount: fc.nat({ max: 1_000 }) }));
    fc.assert(
      fc.property(steps, (all) => {
        let now = 0;
        const rate = new Rate(() => now);
        const added: { at: number; amount: number }[] = [];
        for (const { wait, amount } of all) {
          now += wait;
          rate.add(amount);
          added.push({ at: Math.floor(now / 1_000), amount });
        }
        const recent = added.filter(({ at }) => at >= now / 1_000 - 30).reduce((sum, { amount }) => sum + amount, 0);
        expect(rate.perSecond()).toBeCloseTo(recent / Math.max(1, Math.min(30, now / 1_000)));
      }),
    );
  });
});
