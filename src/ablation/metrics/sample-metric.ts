import type { SampledText } from '../sample.ts';
import type { Metric } from './metric.ts';

/** What a metric is, for tables and the report. */
export type MetricInfo = Omit<Metric, 'begin'>;

/** Whose sample it is. */
export interface SampleOf {
  readonly arm: string;
  readonly seed: number;
}

/** Metrics of a sample of an arm's texts: those that need their sources, or that ask somebody. */
export interface SampleMeter {
  /** Those that were measured so far, in the order of tables. */
  readonly metrics: readonly MetricInfo[];
  /**
   * Metric → value by key. Rejects with a RewriteError where whoever is asked does not answer, and with the stop signal's
   * reason where that came first.
   */
  measure(sample: readonly SampledText[], of: SampleOf): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>;
}

/** The mean by source document of a value of single texts; those without a value are passed over. */
export function meanByDocument(
  sample: readonly SampledText[],
  value: (text: SampledText, place: number) => number | undefined,
): Map<string, number> {
  const values = new Map<string, number[]>();
  for (const [place, text] of sample.entries()) {
    const one = value(text, place);
    if (one !== undefined) values.set(text.sourceId, [...(values.get(text.sourceId) ?? []), one]);
  }
  return new Map([...values].map(([id, own]) => [id, own.reduce((sum, one) => sum + one, 0) / own.length]));
}
