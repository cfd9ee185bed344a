import { describe, expect, it } from 'vitest';
import { balancedWeights, type EpochRecord } from '../../src/rotation/balance.ts';
import { EPOCH_LAG, epochEnd, epochOf, epochSize } from '../../src/rotation/epochs.ts';
import { pickStrategies } from '../../src/rotation/pick.ts';
import { unitInterval } from '../../src/text/hash.ts';

describe('epochs', () => {
  it('grow 250, 250, 500, 1,000 … 32,000 and then stay', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(epochSize)).toEqual([
      250, 250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000,
    ]);
  });

  it('cover every document exactly once', () => {
    for (let epoch = 0; epoch < 14; epoch++) {
      expect(epochOf(epochEnd(epoch) - 1)).toBe(epoch);
      expect(epochOf(epochEnd(epoch))).toBe(epoch + 1);
    }
  });
});

/** Plays a run: each strategy yields its own mean length with noise, and rejects its own part. */
function play(documents: number, shares: readonly number[], lengths: readonly number[], acceptance: readonly number[]) {
  const picks = 2;
  const history: EpochRecord[] = [];
  const totals = shares.map(() => 0);
  let open: { weights: number[]; tokens: number[] } | undefined;
  for (let ordinal = 0; ordinal < documents; ordinal++) {
    const epoch = epochOf(ordinal);
    if (open === undefined) {
      const known = history.map((past) => (past.epoch > epoch - EPOCH_LAG ? { ...past, tokens: undefined } : past));
      const weights = balancedWeights({
        epoch,
        shares,
        expectedRatios: shares.map(() => 0.5),
        rewritesPerDocument: picks,
        history: known,
      });
      open = { weights, tokens: shares.map(() => 0) };
    }
    const eligible = shares.map((_, index) => index);
    for (const index of pickStrategies({
      seed: 1,
      position: { file: 0, row: ordinal },
      weights: open.weights,
      eligible,
      picks,
    })) {
      if (unitInterval(2, ordinal, index) > (acceptance[index] ?? 1)) continue;
      const tokens = (lengths[index] ?? 0) * (0.5 + unitInterval(3, ordinal, index));
      open.tokens[index] = (open.tokens[index] ?? 0) + tokens;
      totals[index] = (totals[index] ?? 0) + tokens;
    }
    if (ordinal + 1 === epochEnd(epoch)) {
      history.push({ epoch, weights: open.weights, tokens: open.tokens });
      open = undefined;
    }
  }
  const total = totals.reduce((sum, tokens) => sum + tokens, 0);
  return totals.map((tokens) => tokens / total);
}

describe('balancedWeights', () => {
  it('brings shares of accepted tokens within 2 points although lengths and rejections differ by strategy', () => {
    const shares = [0.25, 0.2, 0.15, 0.15, 0.1, 0.15];
    const got = play(20_000, shares, [400, 700, 900, 500, 150, 1200], [0.9, 0.6, 0.8, 0.95, 0.99, 0.5]);
    for (const [index, share] of got.entries()) expect(Math.abs(share - (shares[index] ?? 0))).toBeLessThan(0.02);
  });

  it('starts from the expected ratios when nothing is known', () => {
    const weights = balancedWeights({
      epoch: 0,
      shares: [0.5, 0.5],
      expectedRatios: [1, 0.25],
      rewritesPerDocument: 1,
      history: [],
    });
    expect(weights[0]).toBeCloseTo(0.2);
    expect(weights[1]).toBeCloseTo(0.8);
  });

  it('never gives a strategy more than one K-th, and keeps one whose outputs are all rejected from taking over', () => {
    const history: EpochRecord[] = [{ epoch: 0, weights: [0.5, 0.25, 0.25], tokens: [0, 50_000, 50_000] }];
    const weights = balancedWeights({
      epoch: 4,
      shares: [0.4, 0.3, 0.3],
      expectedRatios: [0.5, 0.5, 0.5],
      rewritesPerDocument: 2,
      history,
    });
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.5 + 1e-9);
    expect(Math.min(...weights)).toBeGreaterThan(0.01);
  });
});
