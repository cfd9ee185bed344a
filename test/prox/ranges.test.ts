import { describe, expect, it } from 'vitest';
import { mergeRanges } from '../../src/prox/ranges.ts';

describe('mergeRanges', () => {
  it('sorts, and merges ranges that overlap, contain or touch each other', () => {
    expect(
      mergeRanges([
        [8, 9],
        [0, 5],
        [2, 3],
        [6, 6],
      ]),
    ).toEqual([
      [0, 6],
      [8, 9],
    ]);
  });

  it('has nothing to merge in nothing', () => {
    expect(mergeRanges([])).toEqual([]);
  });
});
