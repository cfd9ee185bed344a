import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWithBaseline, ranksOf } from '../../src/ablation/compare.ts';
import { holm } from '../../src/ablation/statistics/holm.ts';
import { type Measured, pairedDifference } from '../../src/ablation/statistics/paired-bootstrap.ts';
import { createRandom } from '../../src/ablation/statistics/random.ts';

/** Normally distributed values (the sum of twelve uniform ones, less 6), a row for each seed. */
function normal(seeds: number, documents: number, mean: number, seed: number): Measured {
  const random = createRandom(seed);
  const draw = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, mean - 6);
  return Array.from({ length: seeds }, () => Float64Array.from({ length: documents }, draw));
}

test('the interval holds the true difference about 95 times of 100', () => {
  let held = 0;
  for (let time = 0; time < 60; time++) {
    const { low, high } = pairedDifference(normal(1, 40, 0.3, time), normal(1, 40, 0, 1000 + time), time);
    if (low <= 0.3 && 0.3 <= high) held += 1;
  }
  expect(held).toBeGreaterThanOrEqual(52);
  expect(held).toBeLessThan(60);
});

test('arms that differ in nothing are called different about 5 times of 100', () => {
  let called = 0;
  for (let time = 0; time < 60; time++) {
    if (pairedDifference(normal(1, 40, 0, time), normal(1, 40, 0, 1000 + time), time).p < 0.05) called += 1;
  }
  expect(called).toBeLessThanOrEqual(8);
});

test('what differs between documents and not between arms makes no interval wider', () => {
  const hard = Float64Array.from({ length: 100 }, (_, at) => at * 10);
  const harder = hard.map((value) => value + 1);
  expect(pairedDifference([harder], [hard], 1)).toMatchObject({ mean: 1, low: 1, high: 1, p: 2 ** -40 });
});

test('equal values differ by nothing', () => {
  const same = normal(3, 20, 0, 5);
  expect(pairedDifference(same, same, 1)).toEqual({ mean: 0, low: 0, high: 0, p: 1, effect: 0 });
});

test('the effect is the mean difference in standard deviations', () => {
  const zeros = new Float64Array(4);
  // Mean 2, deviations −1, 1, −1, 1: √(4 / 3).
  expect(pairedDifference([Float64Array.of(1, 3, 1, 3)], [zeros], 1).effect).toBeCloseTo(2 / Math.sqrt(4 / 3), 12);
});

test('a difference that comes and goes with the seed is less certain than one that stays', () => {
  const zeros = [new Float64Array(50), new Float64Array(50), new Float64Array(50)];
  const comes = [0, 0, 3].map((mean) => new Float64Array(50).fill(mean));
  const stays = [1, 1, 1].map((mean) => new Float64Array(50).fill(mean));
  expect(pairedDifference(comes, zeros, 1).p).toBeGreaterThan(0.05);
  expect(pairedDifference(stays, zeros, 1).p).toBeLessThan(0.05);
});

test('shapes that do not match are an error', () => {
  expect(() => pairedDifference([new Float64Array(3)], [new Float64Array(4)], 1)).toThrow('same seeds and documents');
  expect(() => pairedDifference([], [], 1)).toThrow('Nothing was measured');
});

test('Holm: the smallest counts times all, each next times one fewer, and none is below the one before', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([0.9, 0.5])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (ps) => {
      for (const [at, corrected] of holm(ps).entries()) {
        expect(corrected).toBeGreaterThanOrEqual(ps[at] ?? 0);
        expect(corrected).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('what was measured on few documents is compared with nothing', () => {
  const arm = (name: string, count: number, value: number) => ({
    name,
    seeds: [new Map([['metric', new Map(Array.from({ length: count }, (_, at) => [`${at}`, value + at]))]])],
  });
  expect(compareWithBaseline([arm('a', 7, 0), arm('b', 7, 5)], 'a', ['metric'])).toEqual([]);
  expect(compareWithBaseline([arm('a', 8, 0), arm('b', 8, 5)], 'a', ['metric'])).toMatchObject([
    { arm: 'b', mean: 5, significant: true, pairs: 8 },
  ]);
  expect(ranksOf([arm('a', 8, 0), arm('b', 8, 5)], 'metric', 'higher')).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});
