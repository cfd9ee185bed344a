import { BUCKETS } from './bucket.ts';

/** Added to each probability before its logarithm (Xie et al., 2023). */
const SMOOTHING = 1e-8;
/** Texts of fewer tokens are dropped: their weights say little (Xie et al., 2023). */
export const LEAST_TOKENS = 100;

/** Counts how often each bucket is met. */
export interface BucketCounts {
  add(buckets: Uint16Array): void;
  readonly counts: Float64Array;
}

export function createBucketCounts(): BucketCounts {
  const counts = new Float64Array(BUCKETS);
  return {
    counts,
    add(buckets) {
      for (let at = 0; at < buckets.length; at++) {
        const bucket = buckets[at] ?? 0;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
    },
  };
}

/** For each bucket log(p_target + 1e−8) − log(p_raw + 1e−8), each p the share of all features counted. */
export function logRatios(target: Float64Array, raw: Float64Array): Float64Array {
  const all = [target, raw].map((counts) =>
    Math.max(
      1,
      counts.reduce((sum, count) => sum + count, 0),
    ),
  );
  const [targetAll = 1, rawAll = 1] = all;
  return Float64Array.from(
    target,
    (count, bucket) => Math.log(count / targetAll + SMOOTHING) - Math.log((raw[bucket] ?? 0) / rawAll + SMOOTHING),
  );
}

/** A text's log importance weight: the sum over its features, which its length is not taken out of. */
export function logWeight(buckets: Uint16Array, ratios: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < buckets.length; at++) sum += ratios[buckets[at] ?? 0] ?? 0;
  return sum;
}
