import { expect, test } from 'vitest';
import { eigenvalues, vendiScore } from '../../src/ablation/metrics/vendi.ts';

const axis = (at: number, n: number) => Float32Array.from({ length: n }, (_, place) => (place === at ? 1 : 0));

test('texts that are all the same count as one, and texts at right angles as many as there are', () => {
  expect(vendiScore(Array.from({ length: 7 }, () => axis(0, 7)))).toBeCloseTo(1, 9);
  expect(vendiScore(Array.from({ length: 7 }, (_, at) => axis(at, 7)))).toBeCloseTo(7, 9);
});

test('three texts of one kind and one of another: the exponential of the entropy of 3/4 and 1/4', () => {
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(vendiScore([axis(0, 2), axis(0, 2), axis(0, 2), axis(1, 2)])).toBeCloseTo(Math.exp(entropy), 9);
});

test('two texts at 60 degrees have the eigenvalues 3/4 and 1/4', () => {
  const other = Float32Array.from([0.5, Math.sqrt(3) / 2]);
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  expect(vendiScore([axis(0, 2), other])).toBeCloseTo(Math.exp(entropy), 6);
});

test('a matrix with a known spectrum: the path of n nodes has 2 cos(kπ / (n + 1))', () => {
  const n = 20;
  const path = Array.from({ length: n }, (_, row) =>
    Float64Array.from({ length: n }, (_, column) => (Math.abs(row - column) === 1 ? 1 : 0)),
  );
  const found = eigenvalues(path).sort((left, right) => right - left);
  for (const [at, value] of found.entries()) {
    expect(value).toBeCloseTo(2 * Math.cos(((at + 1) * Math.PI) / (n + 1)), 9);
  }
});
