import { holm } from './statistics/holm.ts';
import { type Difference, type Measured, type MeasuredPair, pairedDifference } from './statistics/paired-bootstrap.ts';
import type { MeasuredArm } from './measure.ts';
import { partMetrics } from './proxy/parts.ts';

/** p-values, corrected, below this are called significant. */
export const LEVEL = 0.05;

/** Documents or blocks below which a bootstrap says nothing: of a few, all resamples are alike. */
export const FEWEST_PAIRS = 8;

/** Everything measured of one arm: by seed, in the order of the ablation's seeds. */
export interface ArmMeasurements {
  readonly name: string;
  readonly seeds: readonly MeasuredArm[];
}

/** How an arm differs from the baseline in one metric. */
export interface Comparison extends Difference {
  readonly arm: string;
  readonly metric: string;
  /** p after Holm's correction over all comparisons of the ablation. */
  readonly corrected: number;
  readonly significant: boolean;
  /** Keys (documents or blocks) that both arms have. */
  readonly pairs: number;
}

/** The mean of a metric over keys and seeds; undefined where nothing was measured. */
export function meanOf({ seeds }: ArmMeasurements, metric: string): number | undefined {
  const values = seeds.flatMap((measured) => [...(measured.get(metric)?.values() ?? [])]);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every arm against the baseline in every metric that both have, corrected over all of them together. */
export function compareWithBaseline(
  arms: readonly ArmMeasurements[],
  baseline: string,
  metrics: readonly string[],
): Comparison[] {
  const standard = arms.find(({ name }) => name === baseline);
  if (standard === undefined) return [];
  const others = arms.filter(({ name }) => name !== baseline);
  const found = metrics.flatMap((metric) =>
    others.flatMap((arm) => {
      const compared = comparePair(arm, standard, metric);
      return compared === undefined ? [] : [{ arm: arm.name, metric, ...compared }];
    }),
  );
  return correctedTogether(found);
}

/** Comparisons of one ablation, corrected over all of them together, whatever they were corrected over before. */
export function correctedTogether(found: readonly Omit<Comparison, 'corrected' | 'significant'>[]): Comparison[] {
  const corrected = holm(found.map(({ p }) => p));
  return found.map((comparison, at) => {
    const p = corrected[at] ?? 1;
    return { ...comparison, corrected: p, significant: p < LEVEL };
  });
}

/** A metric that arms are ranked by, where one can say what is better. */
export interface RankedMetric {
  readonly name: string;
  readonly better: 'higher' | 'lower' | undefined;
  /** Those that are compared in it. */
  readonly arms: readonly ArmMeasurements[];
}

/**
 * By metric, the rank of each arm: 1 plus the number of arms that are better than it beyond noise, or the rank of an arm with
 * a worse mean, where that is better: it may be less certain. Arms that cannot be told apart share a rank. Each pair of arms is
 * compared, corrected over all pairs and metrics, also those in which nobody can say what is better: what is within noise
 * of the baseline, which is corrected over fewer, is not ranked apart from it.
 */
export function ranksOf(metrics: readonly RankedMetric[]): Map<string, Map<string, number>> {
  const ranked = metrics.flatMap(({ name, better, arms }) => (better === undefined ? [] : [{ name, better, arms }]));
  const found = ranked.map(({ name, arms }) => differencesOf(arms, name));
  const unranked = metrics.filter(({ better }) => better === undefined);
  const more = unranked.reduce((sum, { arms }) => sum + (arms.length * (arms.length - 1)) / 2, 0);
  // Comparisons that are not made count as if nothing differed, which is careful.
  const corrected = holm([...found.flat().map(({ p }) => p), ...Array.from({ length: more }, () => 1)]).values();
  return new Map(
    ranked.map((metric, at) => {
      const distinct = (found[at] ?? []).filter(() => (corrected.next().value ?? 1) < LEVEL);
      return [metric.name, ranksBy(metric, distinct)];
    }),
  );
}

/** How two arms differ. */
interface ArmDifference extends Difference {
  readonly one: string;
  readonly other: string;
}

function differencesOf(arms: readonly ArmMeasurements[], metric: string): ArmDifference[] {
  return arms.flatMap((one, at) =>
    arms.slice(at + 1).flatMap((other) => {
      const compared = comparePair(one, other, metric);
      return compared === undefined ? [] : [{ one: one.name, other: other.name, ...compared }];
    }),
  );
}

/** `distinct`: differences beyond noise. */
function ranksBy(
  { name: metric, better, arms }: RankedMetric,
  distinct: readonly ArmDifference[],
): Map<string, number> {
  const means = new Map(arms.map((arm) => [arm.name, meanOf(arm, metric)]));
  const measured = arms.map(({ name }) => name).filter((name) => means.get(name) !== undefined);
  const ranks = new Map(measured.map((name) => [name, 1]));
  for (const { one, other, mean } of distinct) {
    const worse = mean > 0 === (better === 'higher') ? other : one;
    ranks.set(worse, (ranks.get(worse) ?? 1) + 1);
  }
  const upwards = better === 'higher' ? 1 : -1;
  const fromWorst = measured.toSorted((left, right) => upwards * ((means.get(left) ?? 0) - (means.get(right) ?? 0)));
  let least = Number.POSITIVE_INFINITY;
  for (const name of fromWorst) {
    least = Math.min(least, ranks.get(name) ?? 1);
    ranks.set(name, least);
  }
  return ranks;
}

/** Over the keys that both arms have for every seed; undefined where these are too few. */
function comparePair(
  one: ArmMeasurements,
  other: ArmMeasurements,
  metric: string,
): (Difference & { readonly pairs: number }) | undefined {
  const all = [...one.seeds, ...other.seeds].map((measured) => measured.get(metric));
  const [first] = all;
  if (first === undefined || one.seeds.length !== other.seeds.length) return undefined;
  const keys = [...first.keys()].filter((key) => all.every((values) => values?.has(key) === true));
  if (keys.length < FEWEST_PAIRS) return undefined;
  const rows = ({ seeds }: ArmMeasurements): Measured =>
    seeds.map((measured) => Float64Array.from(keys, (key) => measured.get(metric)?.get(key) ?? Number.NaN));
  return { ...pairedDifference(rows(one), rows(other), 1, partsOf(one, other, metric)), pairs: keys.length };
}

/** Of a single seed, what models of the same parts of both arms came to; undefined where there are none. */
function partsOf(one: ArmMeasurements, other: ArmMeasurements, metric: string): MeasuredPair | undefined {
  const [own, ...moreSeeds] = one.seeds;
  const [others] = other.seeds;
  if (own === undefined || others === undefined || moreSeeds.length > 0) return undefined;
  const both = partMetrics(metric).flatMap((name) => {
    const [left, right] = [own.get(name), others.get(name)];
    return left === undefined || right === undefined ? [] : [{ left, right }];
  });
  const keys = [...(both[0]?.left.keys() ?? [])].filter((key) =>
    both.every(({ left, right }) => left.has(key) && right.has(key)),
  );
  if (both.length < 2 || keys.length === 0) return undefined;
  const row = (values: ReadonlyMap<string, number>): Float64Array =>
    Float64Array.from(keys, (key) => values.get(key) ?? Number.NaN);
  return { one: both.map(({ left }) => row(left)), other: both.map(({ right }) => row(right)) };
}
