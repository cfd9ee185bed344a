import { createRandom } from './random.ts';

/** Resamples: enough that the ends of a 95% interval stand to about a fiftieth of its width. */
const RESAMPLES = 10_000;

/** What was measured of one arm: a row for each seed, a column for each document; rows are equally long. */
export type Measured = readonly Float64Array[];

/** How one arm differs from another, over the same seeds and documents. */
export interface Difference {
  /** Mean of the one minus mean of the other. */
  readonly mean: number;
  /** Ends of the 95% interval, by percentiles of the resamples. */
  readonly low: number;
  readonly high: number;
  /** Two-sided: how often a resample falls on the other side of 0, twice; never below 1 / {@link RESAMPLES}. */
  readonly p: number;
  /**
   * Cohen's d of pairs: the mean difference over the standard deviation of the documents' differences. By convention 0.2
   * is small, 0.5 medium, 0.8 large. 0 where nothing differs.
   */
  readonly effect: number;
}

/**
 * The paired bootstrap (Efron and Tibshirani 1993; in our field Koehn 2004): documents are drawn again with replacement,
 * the same for both arms, and so are seeds, since both are samples of what could have been. Two arms that differ in
 * nothing have p = 1. Throws for shapes that do not match or are empty.
 */
export function pairedDifference(one: Measured, other: Measured, seed: number): Difference {
  const seeds = one.length;
  const documents = one[0]?.length ?? 0;
  if (seeds === 0 || documents === 0) throw new Error('Nothing was measured.');
  if (other.length !== seeds || [...one, ...other].some((row) => row.length !== documents)) {
    throw new Error('Arms are compared over the same seeds and documents.');
  }
  const differences = one.map((row, at) => row.map((value, column) => value - (other[at]?.[column] ?? 0)));
  const means = Float64Array.from({ length: documents }, (_, column) =>
    meanOf(differences.map((row) => row[column] ?? 0)),
  );
  const mean = meanOf(means);
  const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, documents - 1));
  const resampled = resamples(differences, documents, createRandom(seed)).sort();
  const below = resampled.filter((value) => value <= 0).length;
  const above = resampled.filter((value) => value >= 0).length;
  return {
    mean,
    low: percentile(resampled, 0.025),
    high: percentile(resampled, 0.975),
    p: Math.min(1, Math.max(1 / RESAMPLES, (2 * Math.min(below, above)) / RESAMPLES)),
    effect: mean === 0 ? 0 : mean / spread,
  };
}

function resamples(differences: Measured, documents: number, random: () => number): Float64Array {
  const seeds = differences.length;
  const drawn = new Uint32Array(documents);
  return Float64Array.from({ length: RESAMPLES }, () => {
    for (let at = 0; at < documents; at++) drawn[at] = Math.floor(random() * documents);
    let sum = 0;
    for (let row = 0; row < seeds; row++) {
      const values = differences[Math.floor(random() * seeds)];
      if (values === undefined) continue;
      for (let at = 0; at < documents; at++) sum += values[drawn[at] ?? 0] ?? 0;
    }
    return sum / (seeds * documents);
  });
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] ?? 0;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / values.length;
}
