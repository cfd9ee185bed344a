import { expect, test } from 'vitest';
import { assign } from '../../src/concepts/assign.ts';
import { DIMENSIONS, type DocumentVectors } from '../../src/concepts/document-vectors.ts';

/** Vectors of a few numbers, filled up with zeros. */
function vectorsOf(...rows: readonly (readonly number[])[]): DocumentVectors {
  return {
    count: rows.length,
    read(number, vector) {
      vector.fill(0);
      vector.set(rows[number] ?? []);
    },
  };
}

const centroids = (...rows: readonly (readonly number[])[]): Float32Array => {
  const all = new Float32Array(rows.length * DIMENSIONS);
  for (const [cluster, row] of rows.entries()) all.set(row, cluster * DIMENSIONS);
  return all;
};

const options = { isWanted: () => true, examples: 2, signal: new AbortController().signal };

test('spread is the mean distance of all pairs of a cluster, whatever the number of its documents', () => {
  const twice = vectorsOf([1, 0], [1, 0], [0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 0, 1]);
  const { sizes, spreads, clusterOf } = assign(twice, centroids([0.8, 0.6], [0, 0, 1], [0, 0, 0, 1]), options);
  expect(sizes).toEqual([3, 2, 1]);
  // Of three pairs one is equal and two have nothing in common; two equal ones; one alone.
  expect(spreads[0]).toBeCloseTo(2 / 3, 6);
  expect(spreads[1]).toBeCloseTo(0, 6);
  expect(spreads[2]).toBe(0);
  expect([...clusterOf]).toEqual([0, 0, 0, 1, 1, 2]);
});

test('a pair that has nothing in common has spread 1, though its centroid lies between the two', () => {
  const { spreads } = assign(vectorsOf([1, 0], [0, 1]), centroids([Math.SQRT1_2, Math.SQRT1_2]), options);
  expect(spreads[0]).toBeCloseTo(1, 6);
});

test('the nearest to a centroid are its examples, and what is not wanted belongs to no cluster', () => {
  const vectors = vectorsOf([0.6, 0.8], [1, 0], [0.8, 0.6], [0.9, 0]);
  const { nearest, clusterOf } = assign(vectors, centroids([1, 0]), { ...options, isWanted: (n) => n !== 1 });
  expect(nearest[0]?.map(({ number }) => number)).toEqual([3, 2]);
  expect([...clusterOf]).toEqual([0, -1, 0, 0]);
});
