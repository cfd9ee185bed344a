import { unitInterval } from '../text/hash.ts';
import { DIMENSIONS, scaleTo } from './document-vectors.ts';

/** Rounds after which the clusters stand, moved or not. */
const MOST_ROUNDS = 20;
/** A round in which fewer than one in a thousand vectors changes its cluster is the last. */
const SETTLED = 0.001;

/** The nearest centroid to a vector. */
export interface Nearest {
  readonly cluster: number;
  /** Cosine of the two. */
  readonly similarity: number;
}

/**
 * Spherical k-means (Dhillon and Modha 2001): at most `clusters` centroids of length 1, one after the other in one
 * array, begun as k-means++ does (Arthur and Vassilvitskii 2007). `vectors` are one after the other, of length 1 at most. Follows
 * from the seed alone. A cluster that loses all its vectors begins again at the one that is farthest from its own; where
 * there are fewer different vectors than clusters, the rest are left out.
 */
export function sphericalKMeans(vectors: Float32Array, clusters: number, seed: number): Float32Array {
  const count = vectors.length / DIMENSIONS;
  let centroids = beginnings(vectors, count, clusters, seed);
  const assigned = new Int32Array(count).fill(-1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const sums = new Float32Array(centroids.length);
    const similarities = new Float32Array(count);
    let moved = 0;
    for (let number = 0; number < count; number++) {
      const vector = at(vectors, number);
      const { cluster, similarity } = nearestTo(vector, centroids);
      if (assigned[number] !== cluster) moved += 1;
      assigned[number] = cluster;
      similarities[number] = similarity;
      const sum = at(sums, cluster);
      for (let index = 0; index < DIMENSIONS; index++) sum[index] = (sum[index] ?? 0) + (vector[index] ?? 0);
    }
    for (let cluster = 0; cluster < centroids.length / DIMENSIONS; cluster++) {
      if (assigned.includes(cluster)) continue;
      const farthest = similarities.reduce(
        (best, value, number) => (value < (similarities[best] ?? 1) ? number : best),
        0,
      );
      at(sums, cluster).set(at(vectors, farthest));
      similarities[farthest] = 1;
    }
    for (let cluster = 0; cluster < sums.length / DIMENSIONS; cluster++) scaleTo(1, at(sums, cluster));
    centroids = sums;
    if (moved <= SETTLED * count) break;
  }
  return centroids;
}

/** The centroid that is most similar to a vector; of equals the first. */
export function nearestTo(vector: Float32Array, centroids: Float32Array): Nearest {
  let cluster = 0;
  let similarity = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < centroids.length; start += DIMENSIONS) {
    let dot = 0;
    for (let index = 0; index < DIMENSIONS; index += 4) {
      dot +=
        (vector[index] ?? 0) * (centroids[start + index] ?? 0) +
        (vector[index + 1] ?? 0) * (centroids[start + index + 1] ?? 0) +
        (vector[index + 2] ?? 0) * (centroids[start + index + 2] ?? 0) +
        (vector[index + 3] ?? 0) * (centroids[start + index + 3] ?? 0);
    }
    if (dot > similarity) {
      similarity = dot;
      cluster = start / DIMENSIONS;
    }
  }
  return { cluster, similarity };
}

/** k-means++: each next centroid is a vector drawn with the square of its distance to those that are there. */
function beginnings(vectors: Float32Array, count: number, clusters: number, seed: number): Float32Array {
  const distances = new Float64Array(count).fill(1);
  const centroids = new Float32Array(Math.min(clusters, count) * DIMENSIONS);
  for (let drawn = 0; drawn * DIMENSIONS < centroids.length; drawn++) {
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    if (total < 1e-6) return centroids.slice(0, drawn * DIMENSIONS);
    let left = unitInterval(seed, 'k-means', drawn) * total;
    let number = 0;
    while (number < count - 1 && left >= (distances[number] ?? 0)) left -= distances[number++] ?? 0;
    const centroid = at(centroids, drawn);
    centroid.set(at(vectors, number));
    for (let other = 0; other < count; other++) {
      const distance = Math.max(0, 1 - nearestTo(at(vectors, other), centroid).similarity);
      distances[other] = Math.min(drawn === 0 ? Number.POSITIVE_INFINITY : (distances[other] ?? 0), distance ** 2);
    }
  }
  return centroids;
}

function at(vectors: Float32Array, number: number): Float32Array {
  return vectors.subarray(number * DIMENSIONS, (number + 1) * DIMENSIONS);
}
