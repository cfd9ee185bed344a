import { describe, expect, it } from 'vitest';
import { type HeldOut, plattScaling } from '../../../src/raters/classifier/calibration.ts';
import { sigmoid } from '../../../src/raters/classifier/linear-model.ts';
import { unitInterval } from '../../../src/text/hash.ts';

/** Margins whose true log-odds are `slope * margin + offset`. */
function drawn(number: number, slope: number, offset: number): HeldOut[] {
  return Array.from({ length: number }, (_, at) => {
    const margin = 8 * unitInterval(1, at) - 4;
    return { margin, positive: unitInterval(2, at) < sigmoid(slope * margin + offset) };
  });
}

describe('plattScaling', () => {
  it('finds the logistic curve that the classes were drawn from', () => {
    const { slope, offset } = plattScaling(drawn(20_000, 0.7, 0));
    expect(slope).toBeCloseTo(0.7, 1);
    expect(offset).toBeCloseTo(0, 1);
  });

  it('counts both classes alike: ten times as many negatives move nothing', () => {
    const all = drawn(4_000, 1.5, 0);
    const negatives = all.filter(({ positive }) => !positive);
    const balanced = plattScaling(all);
    const many = plattScaling([...all, ...Array.from({ length: 9 }, () => negatives).flat()]);
    expect(many.slope).toBeCloseTo(balanced.slope, 2);
    expect(many.offset).toBeCloseTo(balanced.offset, 2);
  });

  it('stays finite where the classes are told apart without error', () => {
    const { slope, offset } = plattScaling([
      { margin: 2, positive: true },
      { margin: 3, positive: true },
      { margin: -1, positive: false },
    ]);
    expect(slope).toBeGreaterThan(0);
    expect(Number.isFinite(slope) && Number.isFinite(offset)).toBe(true);
    // Two positives and one negative, by Platt's targets: 3/4 and 1/3.
    expect(sigmoid(slope * 2.5 + offset)).toBeCloseTo(3 / 4, 1);
    expect(sigmoid(-slope + offset)).toBeCloseTo(1 / 3, 1);
  });
});
