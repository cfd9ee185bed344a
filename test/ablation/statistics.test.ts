import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArmMeasurements, compareWithBaseline, ranksOf } from '../../src/ablation/compare.ts';
import { atEqualSizes, partMetric } from '../../src/ablation/proxy/parts.ts';
import { holm } from '../../src/ablation/statistics/holm.ts';
import { type Measured, pairedDifference } from '../../src/ablation/statistics/paired-bootstrap.ts';
import { createRandom } from '../../src/ablation/statistics/random.ts';
import { studentTails } from '../../src/ablation/statistics/student.ts';

/** Normally distributed values (the sum of twelve uniform ones, less 6), a row for each seed. */
function normal(seeds: number, documents: number, mean: number, seed: number): Measured {
  const random = createRandom(seed);
  const draw = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, mean - 6);
  return Array.from({ length: seeds }, () => Float64Array.from({ length: documents }, draw));
}

const ranks = (arms: readonly ArmMeasurements[], better: 'higher' | 'lower') =>
  ranksOf([{ name: 'metric', better, arms }]).get('metric');

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

test('of eight documents intervals are as much wider as the spread of so few is unsure', () => {
  let held = 0;
  for (let time = 0; time < 100; time++) {
    const { low, high } = pairedDifference(normal(1, 8, 0, 31 * time), [new Float64Array(8)], time);
    if (low <= 0 && 0 <= high) held += 1;
  }
  expect(held).toBeGreaterThanOrEqual(93);
  expect(held).toBeLessThan(100);
});

test('arms whose three seeds differ by luck alone are called different about 5 times of 100', () => {
  let called = 0;
  for (let time = 0; time < 60; time++) {
    const luck = normal(1, 3, 0, 50_000 + 7 * time)[0] ?? new Float64Array(3);
    const one = normal(3, 30, 0, 100_000 + 13 * time).map((row, at) => row.map((value) => value + (luck[at] ?? 0)));
    if (pairedDifference(one, normal(3, 30, 0, 900_000 + 17 * time), time).p < 0.05) called += 1;
  }
  expect(called).toBeLessThanOrEqual(7);
});

test('an interval leaves 0 out where p is below 5%, and only there', () => {
  for (let time = 0; time < 30; time++) {
    const { low, high, p } = pairedDifference(
      normal(2, 12, 0.5, time),
      [new Float64Array(12), new Float64Array(12)],
      1,
    );
    if (Math.abs(p - 0.05) > 0.001) expect(low > 0 || high < 0).toBe(p < 0.05);
  }
});

test('of one seed, models of parts of the arms tell how much luck there is in a model', () => {
  const arm = (name: string, shift: number, parts: readonly number[]): ArmMeasurements => {
    const values = (mean: number) => new Map(Array.from({ length: 30 }, (_, at) => [`${at}`, mean + (at % 3) / 100]));
    const ofParts = parts.map((own, part) => [partMetric('bits_per_byte', part), values(own)] as const);
    return { name, seeds: [new Map([['bits_per_byte', values(shift)], ...ofParts])] };
  };
  const same = [0, 0, 0, 0, 0, 0, 0, 0];
  const apart = [0.3, -0.2, 0.25, -0.1, 0.2, 0, -0.3, 0.25];
  const pOf = (other: readonly number[]) =>
    compareWithBaseline([arm('a', 0, same), arm('b', 0.05, other)], 'a', ['bits_per_byte'])[0];
  expect(pOf(same)).toMatchObject({ significant: true });
  expect(pOf(apart)).toMatchObject({ significant: false });
});

test("Student's t: its tails at the ends of 95% intervals are those of tables", () => {
  expect(studentTails(12.706205, 1)).toBeCloseTo(0.05, 6);
  expect(studentTails(4.302653, 2)).toBeCloseTo(0.05, 6);
  expect(studentTails(2.364624, 7)).toBeCloseTo(0.05, 6);
  expect(studentTails(-1.984217, 99)).toBeCloseTo(0.05, 6);
  expect(studentTails(0, 5)).toBe(1);
});

test('a difference far beyond noise has a p-value that stands after a correction for a thousand comparisons', () => {
  const { p } = pairedDifference(normal(1, 50, 3, 1), [new Float64Array(50)], 1);
  expect(p).toBeGreaterThan(0);
  expect(p * 1_000).toBeLessThan(0.05);
});

test('what differs between documents and not between arms makes no interval wider', () => {
  const hard = Float64Array.from({ length: 100 }, (_, at) => at * 10);
  const harder = hard.map((value) => value + 1);
  expect(pairedDifference([harder], [hard], 1)).toMatchObject({ mean: 1, low: 1, high: 1, p: 2 ** -40 });
});

test('where all documents differ by the same there is no effect in standard deviations', () => {
  expect(pairedDifference([new Float64Array(9).fill(2)], [new Float64Array(9)], 1)).toEqual({
    mean: 2,
    low: 2,
    high: 2,
    p: 1 / 256,
    effect: null,
  });
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
  expect(ranks([arm('a', 8, 0), arm('b', 8, 5)], 'higher')).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
  );
});

test('an arm is not ranked behind one with a worse mean, which is only less certain', () => {
  const arm = (name: string, mean: number, noise: number) => ({
    name,
    seeds: [
      new Map([
        ['metric', new Map(Array.from({ length: 20 }, (_, at) => [`${at}`, mean + noise * (at % 5) - 2 * noise]))],
      ]),
    ],
  });
  const unsure = ranks([arm('best', 0, 0.01), arm('worse', 0.1, 0.02), arm('unsure', 0.2, 2)], 'lower');
  expect(unsure).toEqual(
    new Map([
      ['best', 1],
      ['worse', 1],
      ['unsure', 1],
    ]),
  );
  const certain = ranks([arm('best', 0, 0.01), arm('worse', 0.1, 0.02), arm('worst', 0.2, 0.03)], 'lower');
  expect(certain).toEqual(
    new Map([
      ['best', 1],
      ['worse', 2],
      ['worst', 3],
    ]),
  );
});

test('what is within noise of the baseline, corrected over all metrics, is not ranked apart from it', () => {
  const random = createRandom(5);
  const names = Array.from({ length: 20 }, (_, at) => `noise ${at}`);
  const arm = (name: string, mean: number): ArmMeasurements => {
    const values = (shift: number) => new Map(Array.from({ length: 30 }, (_, at) => [`${at}`, shift + random()]));
    return {
      name,
      seeds: [new Map([['metric', values(mean)], ...names.map((noise) => [noise, values(0)] as const)])],
    };
  };
  const arms = [arm('baseline', 0), arm('other', 0.16)];
  const alone = ranksOf([{ name: 'metric', better: 'higher', arms }]).get('metric');
  expect(alone?.get('baseline')).toBe(2);
  const [comparison] = compareWithBaseline(arms, 'baseline', ['metric', ...names]);
  expect(comparison?.significant).toBe(false);
  const metrics = [{ name: 'metric', better: 'higher' as const, arms }];
  for (const better of ['higher', undefined] as const) {
    const together = ranksOf([...metrics, ...names.map((name) => ({ name, better, arms }))]).get('metric');
    expect(together?.get('baseline')).toBe(1);
    expect(together?.get('other')).toBe(1);
  }
});

test('parts of unlike sizes are compared as if they were alike', () => {
  // Bits a byte fall by 1 each time that tokens are e times as many.
  const part = (tokens: number) => ({ tokens, bits: new Map([['held', 20 - Math.log(tokens)]]) });
  const parts = atEqualSizes([part(1_000), part(2_000), part(500)], part(3_500));
  for (const values of parts) expect(values.get('held')).toBeCloseTo(20 - Math.log(1_000), 9);
});
