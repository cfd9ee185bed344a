import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../src/dedup/clusters.ts';
import { createUnionFind } from '../../src/dedup/union-find.ts';

describe('union and find', () => {
  it('puts exactly those numbers together that a chain of unions connects', () => {
    const pair = fc.tuple(fc.nat(39), fc.nat(39));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 60 }), (pairs) => {
        const groups = createUnionFind(40);
        let labels = Array.from({ length: 40 }, (_, number) => number);
        for (const [left, right] of pairs) {
          groups.union(left, right);
          const least = Math.min(labels[left] ?? 0, labels[right] ?? 0);
          labels = labels.map((label) => (label === labels[left] || label === labels[right] ? least : label));
        }
        expect(labels.map((_, number) => groups.find(number))).toEqual(labels);
      }),
    );
  });
});

describe('clustersOf', () => {
  it('keeps the record of the highest value, of equal ones the first, and every record without a duplicate', () => {
    const groups = createUnionFind(7);
    groups.union(0, 2);
    groups.union(2, 5);
    groups.union(4, 3);
    const clusters = clustersOf(groups, Float64Array.of(1, 0, 9, 5, 5, 9, -Infinity));
    expect([0, 1, 2, 3, 4, 5, 6].map((number) => clusters.keeperOf(number))).toEqual([2, 1, 2, 3, 3, 2, 6]);
    expect(clusters).toMatchObject({ count: 2, largest: 3, sizes: { '2': 1, '3-4': 1 } });
  });

  it('prefers any number to none', () => {
    const groups = createUnionFind(2);
    groups.union(0, 1);
    expect(clustersOf(groups, Float64Array.of(-Infinity, -5)).keeperOf(0)).toBe(1);
  });

  it('counts clusters by the size that doubles', () => {
    const groups = createUnionFind(40);
    for (let number = 1; number < 16; number++) groups.union(0, number);
    for (let number = 17; number < 33; number++) groups.union(16, number);
    const { sizes, largest } = clustersOf(groups, new Float64Array(40));
    expect(sizes).toEqual({ '9-16': 1, '17-32': 1 });
    expect(largest).toBe(17);
  });
});
