import { describe, expect, it } from 'vitest';
import { backoffMs, createRetryBudget, retryAfterMs, retryDelayMs } from '../../src/generation/retry.ts';

describe('backoffMs', () => {
  it('is uniform up to a bound that doubles from half a second and ends at thirty', () => {
    const bounds = [1, 2, 3, 4, 7, 8, 50].map((attempt) => backoffMs(attempt, () => 1));
    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
    expect(backoffMs(3, () => 0)).toBe(0);
    expect(backoffMs(3, () => 0.25)).toBe(500);
  });
});

describe('retryAfterMs', () => {
  const wall = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['2', 2_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['86400', 300_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 300_000],
  ])('reads %s', (header, ms) => expect(retryAfterMs(header, wall)).toBe(ms));

  it.each([undefined, '', 'soon', '-5', '1e9', '12 apples'])('ignores %j', (header) =>
    expect(retryAfterMs(header, wall)).toBeUndefined(),
  );

  it('is a floor under the jitter', () => {
    expect(retryDelayMs(1, 2_000, () => 0)).toBe(2_000);
    expect(retryDelayMs(1, 2_000, () => 0.5)).toBe(2_250);
    expect(retryDelayMs(2, undefined, () => 0.5)).toBe(500);
  });
});

describe('the retry budget', () => {
  const options = { share: 0.2, perSecond: 10, capacity: 20 };

  it('allows a fifth of the requests once what was saved is spent', () => {
    const budget = createRetryBudget(() => 0, options);
    while (budget.take());
    let retries = 0;
    for (let request = 0; request < 1_000; request++) {
      budget.earn();
      if (budget.take()) retries += 1;
    }
    expect(retries).toBeGreaterThanOrEqual(198);
    expect(retries).toBeLessThanOrEqual(200);
  });

  it('allows some per second whatever the traffic, and saves up no more than its capacity', () => {
    let now = 0;
    const budget = createRetryBudget(() => now, options);
    const spend = (): number => {
      let spent = 0;
      while (budget.take()) spent += 1;
      return spent;
    };
    expect(spend()).toBe(20);
    now += 500;
    expect(spend()).toBe(5);
    now += 3_600_000;
    expect(spend()).toBe(20);
  });
});
