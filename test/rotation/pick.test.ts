import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickStrategies } from '../../src/rotation/pick.ts';
import { inclusionProbabilities } from '../../src/rotation/weights.ts';

const weights = [0.25, 0.2, 0.15, 0.15, 0.1, 0.15];
const all = [0, 1, 2, 3, 4, 5];

/** The largest distance, in points, between a strategy's share of any prefix of at least 1,000 tasks and the mix. */
function worstPrefix(positions: readonly { file: number; row: number }[], seed: number, picks: number): number {
  const counts = weights.map(() => 0);
  let tasks = 0;
  let worst = 0;
  for (const position of positions) {
    for (const index of pickStrategies({ seed, position, weights, eligible: all, picks })) {
      counts[index] = (counts[index] ?? 0) + 1;
      tasks += 1;
    }
    if (tasks < 1000) continue;
    for (const [index, count] of counts.entries()) {
      worst = Math.max(worst, Math.abs(count / tasks - (weights[index] ?? 0)) * 100);
    }
  }
  return worst;
}

describe('pickStrategies', () => {
  it.each([1, 2, 3])(
    'keeps every prefix of 1,000 tasks within 2 points of the mix, %i rewrites a document',
    (picks) => {
      const oneFile = Array.from({ length: 5000 }, (_, row) => ({ file: 3, row }));
      const tinyFiles = Array.from({ length: 5000 }, (_, file) => ({ file, row: 0 }));
      const smallFiles = Array.from({ length: 5000 }, (_, n) => ({ file: Math.floor(n / 37), row: n % 37 }));
      for (const seed of [0, 1, 12345]) {
        for (const positions of [oneFile, tinyFiles, smallFiles]) {
          expect(worstPrefix(positions, seed, picks)).toBeLessThan(2);
        }
      }
    },
  );

  it('picks different strategies among the eligible, as many as asked for or as there are', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(1e6),
        fc.nat(1e6),
        fc.uniqueArray(fc.nat(5), { minLength: 0, maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, file, row, some, picks) => {
          const eligible = some.sort((a, b) => a - b);
          const chosen = pickStrategies({ seed, position: { file, row }, weights, eligible, picks });
          expect(chosen).toHaveLength(Math.min(picks, eligible.length));
          expect(new Set(chosen).size).toBe(chosen.length);
          expect(eligible).toEqual(expect.arrayContaining(chosen));
        },
      ),
    );
  });

  it('lets every pair of strategies meet on some document', () => {
    const pairs = new Set<string>();
    for (let row = 0; row < 20_000; row++) {
      pairs.add(pickStrategies({ seed: 0, position: { file: 0, row }, weights, eligible: all, picks: 2 }).join());
    }
    expect(pairs.size).toBe(15);
  });

  it('depends on nothing but seed, position, weights and eligibility', () => {
    const request = { seed: 7, position: { file: 2, row: 99 }, weights, eligible: all, picks: 2 };
    expect(pickStrategies(request)).toEqual(pickStrategies({ ...request }));
    const bySeed = [...Array(50).keys()].map((seed) => pickStrategies({ ...request, seed }).join());
    expect(new Set(bySeed).size).toBeGreaterThan(3);
  });
});

describe('inclusionProbabilities', () => {
  it('sums to the picks, never exceeds 1 and keeps the order of the weights', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (some, picks) => {
          const probabilities = inclusionProbabilities(some, picks);
          const total = probabilities.reduce((sum, value) => sum + value, 0);
          expect(total).toBeCloseTo(Math.min(picks, some.length), 6);
          for (const [index, value] of probabilities.entries()) {
            expect(value).toBeGreaterThan(0);
            expect(value).toBeLessThanOrEqual(1 + 1e-9);
            for (const [other, weight] of some.entries()) {
              if (weight > (some[index] ?? 0)) expect(probabilities[other]).toBeGreaterThanOrEqual(value - 1e-9);
            }
          }
        },
      ),
    );
  });

  it('shares out what a capped item cannot take', () => {
    expect(inclusionProbabilities([8, 1, 1], 2)).toEqual([1, 0.5, 0.5]);
  });
});
