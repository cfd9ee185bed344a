import type { Manifest } from '../run/manifest.ts';
import type { Ablation } from './ablation-file.ts';
import { type ArmMeasurements, type Comparison, compareWithBaseline, LEVEL, meanOf, ranksOf } from './compare.ts';
import { type Economy, type PerMillion, perMillion } from './economy.ts';
import type { TextShape } from './measure.ts';
import { type LengthDistribution, lengthDistribution } from './metrics/lengths.ts';
import { PROXY_METRIC, TEXT_METRICS } from './metrics/registry.ts';
import type { MetricInfo } from './metrics/sample-metric.ts';
import { type GrowthPoint, meanGrowth } from './metrics/vocabulary-growth.ts';
import { rejectionsOf } from './rejections.ts';
import type { SharingCounts } from './shared-answers.ts';
import type { Sources } from './sources.ts';

/** Tokens may miss the budget by this share before an arm is called short. */
const TOLERANCE = 0.01;

/** Why an arm is not among those compared. */
type ArmState = 'complete' | 'short' | 'failed' | 'interrupted';

/** What one arm with one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly texts: number;
  readonly tokens: number;
  /** Of its run; null for documents themselves. */
  readonly tasks: Manifest['tasks'] | null;
  readonly reasons: Manifest['reasons'];
  /** What it took; null for documents themselves. */
  readonly economy: Economy | null;
}

/** An arm in `results.json`. */
export interface ArmResult {
  readonly name: string;
  readonly state: ArmState;
  /** Why it is not complete, for a person; empty otherwise. */
  readonly detail: string;
  readonly strategy: string;
  readonly model: string;
  readonly seeds: readonly SeedResult[];
  /** Accepted of all that ended; null for documents themselves. */
  readonly acceptance: number | null;
  /** What a million accepted tokens take; null for documents themselves and where nothing was accepted. */
  readonly per_million_accepted: PerMillion | null;
  /** Metric → mean over documents (or blocks) and seeds; null where nothing could be measured. */
  readonly means: Readonly<Record<string, number | null>>;
  /** Imported metric → standard error of its mean, of those whose harness gave one. */
  readonly standard_errors: Readonly<Record<string, number>>;
  /** Metric → 1 plus the number of arms that are better beyond noise; only where better is known. */
  readonly ranks: Readonly<Record<string, number>>;
  /** Of the texts of all seeds together; null where there are none. */
  readonly lengths: LengthDistribution | null;
  /** Different words at lengths that are the same for all arms, the mean over seeds, as far as all seeds go. */
  readonly vocabulary_growth: readonly GrowthPoint[];
}

/** `results.json`. */
export interface AblationResults {
  readonly tool_version: string;
  readonly name: string;
  readonly question: string;
  readonly source: string;
  readonly budget_tokens: number;
  readonly seeds: readonly number[];
  readonly baseline: string;
  readonly level: number;
  readonly sources: readonly {
    readonly documents: number;
    readonly held_out: number;
    readonly arms: readonly string[];
  }[];
  readonly requests: SharingCounts;
  /** What could not be measured and why, a sentence each. */
  readonly troubles: readonly string[];
  /** What of imported results is left out or compared with none, and why, a sentence each. */
  readonly import_notes: readonly string[];
  readonly metrics: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly unit: string;
    readonly better: 'higher' | 'lower' | null;
    readonly digits: number;
  }[];
  readonly arms: readonly ArmResult[];
  readonly comparisons: readonly Comparison[];
}

/** One arm as the work left it. */
export interface FinishedArm {
  readonly measurements: ArmMeasurements;
  /** By seed, as the measurements are. */
  readonly shapes: readonly TextShape[];
  readonly seeds: readonly SeedResult[];
  readonly strategy: string;
  readonly model: string;
  /** Why it did not come to its end; undefined when it did. */
  readonly end: { readonly state: 'failed' | 'interrupted'; readonly detail: string } | undefined;
}

/**
 * Puts together what is known of all arms. `sampled`: the metrics of a sample of their texts. Arms that failed or came
 * short are told of and compared with none.
 */
export function composeResults(
  ablation: Ablation,
  finished: readonly FinishedArm[],
  sources: ReadonlyMap<Sources, readonly string[]>,
  requests: SharingCounts,
  toolVersion: string,
  sampled: { readonly metrics: readonly MetricInfo[]; readonly troubles: readonly string[] },
): AblationResults {
  const states = finished.map((arm) => stateOf(arm, ablation.budgetTokens));
  const comparable = finished.flatMap(({ measurements }, at) =>
    states[at]?.state === 'complete' ? [measurements] : [],
  );
  const named = [PROXY_METRIC, ...TEXT_METRICS].filter(({ name }) => ablation.metrics.includes(name));
  const metrics = [...named, ...sampled.metrics];
  const ranks = ranksOf(metrics.map(({ name, better }) => ({ name, better, arms: comparable })));
  return {
    tool_version: toolVersion,
    name: ablation.name,
    question: ablation.question,
    source: ablation.source,
    budget_tokens: ablation.budgetTokens,
    seeds: ablation.seeds,
    baseline: ablation.baseline,
    level: LEVEL,
    sources: [...sources].map(([{ documents, heldOutDocuments }, arms]) => ({
      documents,
      held_out: heldOutDocuments,
      arms,
    })),
    requests,
    troubles: sampled.troubles,
    import_notes: [],
    metrics: metrics.map(({ name, title, description, unit, better, digits }) => ({
      name,
      title,
      description,
      unit,
      better: better ?? null,
      digits,
    })),
    arms: finished.map(({ measurements, shapes, seeds, strategy, model }, at) => ({
      name: measurements.name,
      state: states[at]?.state ?? 'failed',
      detail: states[at]?.detail ?? '',
      strategy,
      model,
      seeds,
      acceptance: acceptanceOf(seeds),
      per_million_accepted: perMillion(seeds.map(({ economy }) => economy)),
      means: Object.fromEntries(metrics.map(({ name }) => [name, meanOf(measurements, name) ?? null])),
      standard_errors: {},
      ranks: Object.fromEntries(
        [...ranks].flatMap(([metric, byArm]) => {
          const rank = byArm.get(measurements.name);
          return rank === undefined ? [] : [[metric, rank]];
        }),
      ),
      lengths: lengthDistribution(shapes.map(({ lengths }) => lengths)),
      vocabulary_growth: meanGrowth(shapes.map(({ growth }) => growth)),
    })),
    comparisons: compareWithBaseline(
      comparable,
      ablation.baseline,
      metrics.map(({ name }) => name),
    ),
  };
}

function stateOf({ end, seeds }: FinishedArm, budget: number): { readonly state: ArmState; readonly detail: string } {
  if (end !== undefined) return end;
  if (seeds.some(({ texts }) => texts === 0)) {
    return { state: 'failed', detail: `nothing was accepted${topReasons(seeds)}` };
  }
  const least = Math.min(...seeds.map(({ tokens }) => tokens));
  if (least >= (1 - TOLERANCE) * budget) return { state: 'complete', detail: '' };
  return {
    state: 'short',
    detail: `the sources gave ${Math.round(least)} of ${budget} tokens: lower budget_tokens, or give more documents`,
  };
}

function topReasons(seeds: readonly SeedResult[]): string {
  const top = rejectionsOf(seeds).slice(0, 3);
  return top.length === 0 ? '' : `: ${top.map(([reason, count]) => `${reason} ${count}`).join(', ')}`;
}

function acceptanceOf(seeds: readonly SeedResult[]): number | null {
  const tasks = seeds.flatMap(({ tasks: counts }) => counts ?? []);
  if (tasks.length === 0) return null;
  const ended = tasks.reduce((sum, { accepted, rejected, failed }) => sum + accepted + rejected + failed, 0);
  return ended === 0 ? 0 : tasks.reduce((sum, { accepted }) => sum + accepted, 0) / ended;
}
