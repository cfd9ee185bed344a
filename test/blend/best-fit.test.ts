import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBestFit } from '../../src/blend/best-fit.ts';

/**
 * Best-fit decreasing as its definition reads: all bins are looked at for each item. Of items as long as each other the
 * first comes first; of bins with as little room, the one that was filled last is taken.
 */
function byDefinition(lengths: readonly number[], capacity: number): number[][] {
  let bins: { items: number[]; room: number }[] = [];
  const order = [...lengths.keys()].toSorted(
    (one, other) => (lengths[other] ?? 0) - (lengths[one] ?? 0) || one - other,
  );
  for (const item of order) {
    const length = lengths[item] ?? 0;
    const least = Math.min(...bins.flatMap(({ room }) => (room >= length ? room : [])));
    const best = bins.findLast(({ room }) => room === least) ?? { items: [], room: capacity };
    const filled = { items: [...best.items, item], room: best.room - length };
    bins = [...bins.filter((bin) => bin !== best), filled];
  }
  const sorted = bins.map(({ items }) => items.toSorted((one, other) => one - other));
  return sorted.toSorted(([one = 0], [other = 0]) => one - other);
}

describe('packBestFit', () => {
  it('puts the longest first, each into the bin that it leaves fullest', () => {
    // 6 and 4 open bins of 4 and 6 left; 4 fills the first, 3 and 3 the second.
    expect(packBestFit([3, 6, 4, 3, 4], 10)).toEqual([
      [0, 3, 4],
      [1, 2],
    ]);
  });

  it('puts every item into one bin, overfills none, and packs as the definition does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.integer({ min: 1, max: 70 })), (capacity, drawn) => {
        const lengths = drawn.map((length) => Math.min(length, capacity));
        const bins = packBestFit(lengths, capacity);
        expect(bins.flat().toSorted((one, other) => one - other)).toEqual([...lengths.keys()]);
        for (const bin of bins) {
          expect(bin.reduce((sum, item) => sum + (lengths[item] ?? 0), 0)).toBeLessThanOrEqual(capacity);
          expect(bin).toEqual(bin.toSorted((one, other) => one - other));
        }
        expect(bins).toEqual(byDefinition(lengths, capacity));
        expect(bins.map(([first]) => first)).toEqual(bins.map(([first]) => first).toSorted((a = 0, b = 0) => a - b));
      }),
    );
  });
});
