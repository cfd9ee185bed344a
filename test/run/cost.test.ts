import { describe, expect, it } from 'vitest';
import { costOf, costOfRun } from '../../src/run/cost.ts';
import { newProgress } from '../../src/run/progress.ts';

const FREE = { gpu_hour_price: undefined, price_in: undefined, price_out: undefined };

describe('cost', () => {
  const used = { promptTokens: 2e6, completionTokens: 1e6, acceptedTokens: 5e5, gpuSeconds: 7_200 };

  it('is unknown without a price', () => {
    expect(costOf(used, FREE)).toBeUndefined();
    expect(costOfRun(newProgress('', []), FREE)).toBeNull();
  });

  it('adds GPU hours and tokens, and is told per million accepted tokens', () => {
    expect(costOf(used, { ...FREE, gpu_hour_price: 3 })).toEqual({ total: 6, per_million_accepted_tokens: 12 });
    expect(costOf(used, { ...FREE, price_in: 0.5, price_out: 2 })).toEqual({
      total: 3,
      per_million_accepted_tokens: 6,
    });
    expect(costOf({ ...used, acceptedTokens: 0 }, { ...FREE, price_in: 0 })).toEqual({
      total: 0,
      per_million_accepted_tokens: null,
    });
  });

  it('is shared out among strategies by completion tokens, and comes to the whole', () => {
    const progress = newProgress('', ['a', 'b']);
    progress.activity.gpuSeconds = 3_600;
    const amounts = { promptTokens: 100, completionTokens: 300, acceptedTokens: 150 };
    Object.assign(progress.strategies['a'] ?? {}, amounts);
    Object.assign(progress.strategies['b'] ?? {}, { ...amounts, completionTokens: 100, acceptedTokens: 0 });
    Object.assign(progress.total, { promptTokens: 200, completionTokens: 400, acceptedTokens: 150 });
    const cost = costOfRun(progress, { gpu_hour_price: 4, price_in: 1e4, price_out: undefined });
    expect(cost).toMatchObject({ total: 6, gpu_hours: 1, per_million_accepted_tokens: 40_000 });
    expect(cost?.strategies).toEqual({
      a: { total: 4, per_million_accepted_tokens: expect.closeTo(26_666.67, 1) as number },
      b: { total: 2, per_million_accepted_tokens: null },
    });
  });
});
