import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBestFit } from '../../src/blend/best-fit.ts';

/** Best-fit decreasing as its definition reads: all bins are looked at for each item. */
function byDefinition(lengths: readonly number[], capacity: number): number {
  const rooms: number[] = [];
  for (const length of lengths.toSorted((one, other) => other - one)) {
    const fitting = rooms.filter((room) => room >= length);
    const room = fitting.length === 0 ? capacity : Math.min(...fitting);
    if (fitting.length > 0) rooms.splice(rooms.indexOf(room), 1);
    rooms.push(room - length);
  }
  return rooms.length;
}

describe('packBestFit', () => {
  it('puts the longest first, each into the bin that it leaves fullest', () => {
    // 6 and 4 open bins of 4 and 6 left; 4 fills the first, 3 and 3 the second.
    expect(packBestFit([3, 6, 4, 3, 4], 10)).toEqual([
      [0, 3, 4],
      [1, 2],
    ]);
  });

  it('puts every item into one bin, overfills none, and needs as many as the definition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.integer({ min: 1, max: 70 })), (capacity, drawn) => {
        const lengths = drawn.map((length) => Math.min(length, capacity));
        const bins = packBestFit(lengths, capacity);
        expect(bins.flat().toSorted((one, other) => one - other)).toEqual([...lengths.keys()]);
        for (const bin of bins) {
          expect(bin.reduce((sum, item) => sum + (lengths[item] ?? 0), 0)).toBeLessThanOrEqual(capacity);
          expect(bin).toEqual(bin.toSorted((one, other) => one - other));
        }
        expect(bins.length).toBe(byDefinition(lengths, capacity));
        expect(bins.map(([first]) => first)).toEqual(bins.map(([first]) => first).toSorted((a = 0, b = 0) => a - b));
      }),
    );
  });
});
