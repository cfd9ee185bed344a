import { describe, expect, it } from 'vitest';
import type { HeldOut } from '../../../src/raters/classifier/calibration.ts';
import { evaluate } from '../../../src/raters/classifier/evaluation.ts';
import { sigmoid } from '../../../src/raters/classifier/linear-model.ts';
import { unitInterval } from '../../../src/text/hash.ts';

const cases = (positives: readonly number[], negatives: readonly number[]): HeldOut[] => [
  ...negatives.map((margin) => ({ margin, positive: false })),
  ...positives.map((margin) => ({ margin, positive: true })),
];

describe('evaluate', () => {
  it('counts the pairs in which the positive is ahead, ties half', () => {
    // Of 6 pairs: 3 > 1, 3 > 2, 3 > 2.5, 2 > 1, 2 = 2, 2 < 2.5.
    expect(evaluate(cases([3, 2], [1, 2, 2.5]), 0.1).auc).toBeCloseTo(4.5 / 6);
    expect(evaluate(cases([1, 1], [0, 0, 0]), 0.1).auc).toBe(1);
    expect(evaluate(cases([0, 0], [0, 0, 0]), 0.1).auc).toBe(0.5);
  });

  it('tells threshold, precision and what is kept of each class, for the fraction that was asked for as well', () => {
    const { kept } = evaluate(cases([9, 8, 3, 1], [4, 2, 0, -1, -2, -3]), 0.3);
    expect(kept.map(({ fraction }) => fraction)).toEqual([0.01, 0.05, 0.1, 0.2, 0.3, 0.5]);
    expect(kept[2]).toEqual({ fraction: 0.1, threshold: sigmoid(9), precision: 1, recall: 0.25, negatives_kept: 0 });
    expect(kept[4]).toEqual({
      fraction: 0.3,
      threshold: sigmoid(4),
      precision: 2 / 3,
      recall: 0.5,
      negatives_kept: 1 / 6,
    });
  });

  it('keeps all that score as the last one that is kept', () => {
    const [, , tenth] = evaluate(cases([1, 1, 1], [1, 0, 0, 0, 0, 0, 0]), 0.1).kept;
    expect(tenth).toMatchObject({ precision: 0.75, recall: 1 });
  });

  it('has no calibration error for honest probabilities, and much for boastful ones', () => {
    const honest = Array.from({ length: 20_000 }, (_, at) => {
      const margin = 6 * unitInterval(1, at) - 3;
      return { margin, positive: unitInterval(2, at) < sigmoid(margin) };
    });
    const measured = evaluate(honest, 0.1);
    expect(measured.ece).toBeLessThan(0.02);
    expect(measured.reliability).toHaveLength(10);
    for (const { mean_score, positives, documents } of measured.reliability) {
      if (documents > 500) expect(Math.abs(mean_score - positives)).toBeLessThan(0.06);
    }
    const boastful = evaluate(
      honest.map(({ margin, positive }) => ({ margin: 5 * margin, positive })),
      0.1,
    );
    expect(boastful.ece).toBeGreaterThan(0.1);
    expect(boastful.auc).toBeCloseTo(measured.auc);
    expect(boastful.log_loss).toBeGreaterThan(measured.log_loss);
  });

  it('has a log loss of log 2 for who knows nothing', () => {
    expect(evaluate(cases([0, 0, 0], [0]), 0.5).log_loss).toBeCloseTo(Math.log(2));
  });
});
