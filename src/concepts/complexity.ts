import { DIMENSIONS } from './document-vectors.ts';
import { nearestTo } from './k-means.ts';

/** Other clusters that one is compared with (Abbas et al. 2024: the 20 nearest). */
const NEIGHBOURS = 20;
/** Temperature of the softmax that makes shares of complexities (Abbas et al. 2024). */
const TEMPERATURE = 0.1;

/** How far each centroid is from its nearest others, on average: 1 − cosine. 0 for one that has no others. */
export function separations(centroids: Float32Array): number[] {
  const count = centroids.length / DIMENSIONS;
  const centroid = (cluster: number) => centroids.subarray(cluster * DIMENSIONS, (cluster + 1) * DIMENSIONS);
  return Array.from({ length: count }, (_, cluster) => {
    const distances: number[] = [];
    for (let other = 0; other < count; other++) {
      if (other === cluster) continue;
      distances.push(1 - nearestTo(centroid(cluster), centroid(other)).similarity);
    }
    const nearest = distances.sort((left, right) => left - right).slice(0, NEIGHBOURS);
    return nearest.length === 0 ? 0 : nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
  });
}

/**
 * How many documents of each cluster stay, of `total`: as near as can be to `total` · softmax(complexity / temperature),
 * where none keeps more than it has and each that has any keeps one. Density-based pruning (Abbas et al. 2024, "Effective
 * pruning of web-scale datasets based on complexity of concept clusters", arXiv 2401.04578): its quadratic program is a
 * projection, solved here by bisection. The numbers add up to `total` wherever the sizes and the least allow it.
 */
export function quotas(
  sizes: readonly number[],
  complexities: readonly number[],
  total: number,
  temperature: number = TEMPERATURE,
): number[] {
  const highest = Math.max(...complexities);
  const weights = complexities.map((complexity, cluster) =>
    sizes[cluster] === 0 ? 0 : Math.exp((complexity - highest) / temperature),
  );
  const sum = weights.reduce((before, weight) => before + weight, 0);
  const wished = weights.map((weight) => (weight / sum) * total);
  const clipped = (shift: number): number[] =>
    wished.map((wish, cluster) => {
      const size = sizes[cluster] ?? 0;
      return Math.min(size, Math.max(Math.min(1, size), wish + shift));
    });
  const all = sizes.reduce((before, size) => before + size, 0);
  let low = -Math.max(...wished);
  let high = Math.max(...sizes);
  if (total >= all) return [...sizes];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (clipped(middle).reduce((before, kept) => before + kept, 0) < total) low = middle;
    else high = middle;
  }
  return rounded(clipped(high), sizes, total);
}

/** Whole numbers with the same sum: rounded down, then one more for those that lost most. */
function rounded(exact: readonly number[], sizes: readonly number[], total: number): number[] {
  const whole = exact.map((kept) => Math.floor(kept + 1e-9));
  const byLoss = exact
    .map((kept, cluster) => ({ cluster, lost: kept - (whole[cluster] ?? 0) }))
    .sort((left, right) => right.lost - left.lost || left.cluster - right.cluster);
  let missing = total - whole.reduce((before, kept) => before + kept, 0);
  for (const { cluster } of byLoss) {
    if (missing <= 0) break;
    if ((whole[cluster] ?? 0) >= (sizes[cluster] ?? 0)) continue;
    whole[cluster] = (whole[cluster] ?? 0) + 1;
    missing -= 1;
  }
  return whole;
}
