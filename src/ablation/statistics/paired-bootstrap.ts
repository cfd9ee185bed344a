import { createRandom } from './random.ts';
import { drawChiSquareShare, studentTails } from './student.ts';

/** Resamples: enough that the ends of a 95% interval stand to about a fiftieth of its width. */
const RESAMPLES = 10_000;
/** Resamples on the other side of 0 from which their share is a p-value; of fewer, it is luck. */
const FEWEST_BEYOND = 20;
/** No p-value is below this, which is the chance that 41 differences have one sign. */
const MOST_SIGNS = 40;

/** What was measured of one arm: a row for each seed, a column for each document; rows are equally long. */
export type Measured = readonly Float64Array[];

/** What was measured of two arms, over the same rows and documents. */
export interface MeasuredPair {
  readonly one: Measured;
  readonly other: Measured;
}

/** How one arm differs from another. */
export interface Difference {
  /** Mean of the one minus mean of the other. */
  readonly mean: number;
  /** Ends of the 95% interval, by percentiles of the resamples. */
  readonly low: number;
  readonly high: number;
  /**
   * Two-sided: how often a resample falls on the other side of 0, twice, or, where that is hardly ever, Student's t. Never
   * below the chance that all documents differ in one direction (the sign test's).
   */
  readonly p: number;
  /**
   * Cohen's d of pairs: the mean difference over the standard deviation of the documents' differences. By convention 0.2
   * is small, 0.5 medium, 0.8 large. 0 where nothing differs, null where all documents differ by the same.
   */
  readonly effect: number | null;
}

/**
 * The paired bootstrap (Efron and Tibshirani 1993; in our field Koehn 2004): documents are drawn again with replacement,
 * the same for both arms, and so are seeds, since both are samples of what could have been (Owen 2007). Of few of them,
 * resamples lie too near to each other (Hesterberg 2015). So each is moved away from the mean: by the unbiased variance,
 * where that of seeds is what they add to the scatter of single values (analysis of variance), and by a draw of χ², as
 * Student's t is wider than the normal distribution.
 *
 * `parts`: the same measured by models of parts of each arm, a row for each part, where all values of a row come from one
 * model: they tell how much the luck of a model changes, as seeds do, where there is one seed. Two arms that differ in
 * nothing have p = 1. Throws for shapes that do not match or are empty.
 */
export function pairedDifference(one: Measured, other: Measured, seed: number, parts?: MeasuredPair): Difference {
  const differences = differencesOf({ one, other });
  const byDocument = columnMeans(differences);
  const documents = byDocument.length;
  const mean = meanOf(byDocument);
  const repeated = parts === undefined ? differences : differencesOf(parts);
  const sources: readonly Scatter[] = [
    { values: byDocument, variance: varianceOf(byDocument) / documents },
    { values: Float64Array.from(repeated, meanOf), variance: varianceBetweenRows(repeated) },
  ];
  const random = createRandom(seed);
  const resampled = new Float64Array(RESAMPLES).fill(mean);
  for (const source of sources) addDraws(resampled, source, random);
  resampled.sort();
  const scatter = Math.sqrt(varianceOf(byDocument));
  return {
    mean,
    low: percentile(resampled, 0.025),
    high: percentile(resampled, 0.975),
    p: Math.max(tailsOf(resampled, mean, sources), 2 ** -Math.min(documents - 1, MOST_SIGNS)),
    effect: mean === 0 ? 0 : scatter === 0 ? null : mean / scatter,
  };
}

/** What makes the mean difference uncertain. */
interface Scatter {
  /** What is drawn again. */
  readonly values: Float64Array;
  /** What it adds to the variance of the mean. */
  readonly variance: number;
}

/** Adds to each resample how far the mean of a new draw of the values lies from theirs. */
function addDraws(resampled: Float64Array, { values, variance }: Scatter, random: () => number): void {
  const count = values.length;
  const unscaled = varianceOf(values) * (count - 1);
  if (variance === 0 || unscaled === 0) return;
  const mean = meanOf(values);
  // The variance of a resample's mean is `unscaled` / count².
  const widening = Math.sqrt(variance / unscaled) * count;
  for (let at = 0; at < resampled.length; at++) {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += values[Math.floor(random() * count)] ?? 0;
    const away = (sum / count - mean) * widening;
    resampled[at] = (resampled[at] ?? 0) + away / Math.sqrt(drawChiSquareShare(count - 1, random));
  }
}

/**
 * Two-sided; of far ends Student's t, of the degrees of freedom of each scatter by its share of the variance (Cochran
 * 1964).
 */
function tailsOf(resampled: Float64Array, mean: number, sources: readonly Scatter[]): number {
  if (mean === 0) return 1;
  const beyond = Math.min(
    resampled.filter((value) => value <= 0).length,
    resampled.filter((value) => value >= 0).length,
  );
  if (beyond >= FEWEST_BEYOND) return Math.min(1, (2 * beyond) / RESAMPLES);
  const variance = sources.reduce((sum, source) => sum + source.variance, 0);
  const tails = sources
    .filter((source) => source.variance > 0)
    .map(
      (source) =>
        (source.variance / variance) * studentTails(mean / Math.sqrt(variance), Math.max(1, source.values.length - 1)),
    );
  return Math.min(
    tails.reduce((sum, tail) => sum + tail, 0),
    (2 * FEWEST_BEYOND) / RESAMPLES,
  );
}

/** One arm's values minus the other's. */
function differencesOf({ one, other }: MeasuredPair): Measured {
  const documents = one[0]?.length ?? 0;
  if (one.length === 0 || documents === 0) throw new Error('Nothing was measured.');
  if (other.length !== one.length || [...one, ...other].some((row) => row.length !== documents)) {
    throw new Error('Arms are compared over the same seeds and documents.');
  }
  return one.map((row, at) => row.map((value, column) => value - (other[at]?.[column] ?? 0)));
}

/**
 * The variance that rows add to the mean of all values, beyond what single values scatter: of two-way analysis of variance
 * without replication, the component of rows. 0 for a single row, which does not tell.
 */
function varianceBetweenRows(values: Measured): number {
  const [rows, columns] = [values.length, values[0]?.length ?? 0];
  if (rows < 2) return 0;
  const ofColumns = columnMeans(values);
  const ofRows = values.map((row) => meanOf(row));
  const all = meanOf(ofRows);
  let residual = 0;
  for (const [at, row] of values.entries()) {
    for (const [column, value] of row.entries()) {
      residual += (value - (ofRows[at] ?? 0) - (ofColumns[column] ?? 0) + all) ** 2;
    }
  }
  const ofValues = residual / (Math.max(1, columns - 1) * (rows - 1) * rows * columns);
  return Math.max(0, varianceOf(ofRows) / rows - ofValues);
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] ?? 0;
}

function columnMeans(rows: Measured): Float64Array {
  return Float64Array.from({ length: rows[0]?.length ?? 0 }, (_, column) =>
    meanOf(rows.map((row) => row[column] ?? 0)),
  );
}

/** Of a sample, without bias; 0 for a single value. */
function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += ((values[at] ?? 0) - mean) ** 2;
  return sum / Math.max(1, values.length - 1);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / values.length;
}
