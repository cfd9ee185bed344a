import { z } from 'zod';

/** A metric of a task, as the harness says it. */
export interface HarnessMetric {
  /** Of the harness, such as `acc_norm`. */
  readonly metric: string;
  /** What the answers went through before they were scored; `none` for most. */
  readonly filter: string;
  readonly mean: number;
  /** Standard error of the mean; null where the harness has none. */
  readonly stderr: number | null;
  readonly better: 'higher' | 'lower' | null;
}

/** What is better where a file does not say (`higher_is_better` came with 0.4.3): metrics of the harness's own registry. */
const BETTER: Readonly<Record<string, 'higher' | 'lower'>> = {
  acc: 'higher',
  acc_norm: 'higher',
  acc_mutual_info: 'higher',
  em: 'higher',
  exact_match: 'higher',
  exact_str_match: 'higher',
  f1: 'higher',
  mcc: 'higher',
  mc1: 'higher',
  mc2: 'higher',
  multiple_choice_grade: 'higher',
  bleu: 'higher',
  chrf: 'higher',
  ter: 'lower',
  ppl: 'lower',
  perplexity: 'lower',
  word_perplexity: 'lower',
  byte_perplexity: 'lower',
  bits_per_byte: 'lower',
  brier_score: 'lower',
};

/**
 * The metrics of a task. Keys are `METRIC,FILTER` with `METRIC_stderr,FILTER` beside them; before 0.4, without a filter.
 * `saidBetter`: what the file says of them under `higher_is_better`.
 */
export function metricsOf(values: Readonly<Record<string, unknown>>, saidBetter: unknown): readonly HarnessMetric[] {
  const better = betterOf(saidBetter);
  return Object.entries(values).flatMap(([key, value]) => {
    const { metric, filter } = nameOf(key);
    const mean = numberOf(value);
    if (mean === null || !isMean(key) || NO_METRICS.has(metric)) return [];
    const stderr = numberOf(values[`${metric}_stderr${filter === undefined ? '' : `,${filter}`}`]);
    return [{ metric, filter: filter ?? 'none', mean, stderr, better: better(metric) }];
  });
}

/** Whether a key is not that of a standard error. */
export function isMean(key: string): boolean {
  return !nameOf(key).metric.endsWith('_stderr');
}

function nameOf(key: string): { readonly metric: string; readonly filter: string | undefined } {
  const comma = key.indexOf(',');
  if (comma < 0) return { metric: key, filter: undefined };
  return { metric: key.slice(0, comma), filter: key.slice(comma + 1) };
}

/** Numbers beside a task's metrics that are none; `bypass` is what `--predict_only` leaves. */
const NO_METRICS: ReadonlySet<string> = new Set(['sample_len', 'sample_count', 'samples', 'bypass']);

/** What a task's file says is better of a metric, or what is known of it. */
function betterOf(said: unknown): (metric: string) => 'higher' | 'lower' | null {
  const own = z.record(z.string(), z.unknown()).safeParse(said);
  return (metric) => {
    const higher = own.data?.[metric];
    return typeof higher === 'boolean' ? (higher ? 'higher' : 'lower') : (BETTER[metric] ?? null);
  };
}

/** A number that is one; null for anything else. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
