import { RewriteError } from '../vocabulary/error.ts';
import type { TextFolder } from './arm-folder.ts';
import { type ArmText, armTexts } from './arm-texts.ts';
import { documentsOf } from './controls.ts';
import { countLengths, type LengthCounts } from './metrics/lengths.ts';
import { type Measurement, type Metric } from './metrics/metric.ts';
import { PROXY_METRIC, TEXT_METRICS } from './metrics/registry.ts';
import type { SampleMeter } from './metrics/sample-metric.ts';
import { countVocabulary, type GrowthPoint } from './metrics/vocabulary-growth.ts';
import { createProxy } from './proxy/proxy.ts';
import { SampleOfTexts } from './sample.ts';

/** Held-out documents that the proxy model is asked about, and characters of each. */
const MOST_HELD_OUT = 1_000;
const HELD_OUT_UNITS = 20_000;

/** What was measured of one arm and seed: metric → value by key. */
export type MeasuredArm = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface MeasureOptions {
  readonly folders: readonly TextFolder[];
  /** Names of metrics. */
  readonly metrics: readonly string[];
  /** Globs of held-out documents. */
  readonly heldOut: readonly string[];
  /** Of the documents that the arm was made of, as globs. */
  readonly input: readonly string[];
  /** What measures a sample of the texts. */
  readonly meters: readonly SampleMeter[];
  readonly arm: string;
  readonly seed: number;
  /** Told in a sentence of a metric that cannot be measured; the others are. */
  readonly onTrouble: (sentence: string) => void;
}

/** What an arm's texts are like as a whole, beside its metrics: no single number, and compared with none. */
export interface TextShape {
  readonly lengths: LengthCounts;
  readonly growth: readonly GrowthPoint[];
}

/** All that is known of the texts of one arm and seed. */
export interface ArmMeasurement {
  readonly texts: number;
  readonly tokens: number;
  readonly measured: MeasuredArm;
  readonly shape: TextShape;
}

/** Measures one arm and seed in one pass over its texts. */
export async function measureArm({
  folders,
  metrics,
  heldOut,
  input,
  meters,
  arm,
  seed,
  onTrouble,
}: MeasureOptions): Promise<ArmMeasurement> {
  const measurements = TEXT_METRICS.filter(({ name }) => metrics.includes(name)).map(
    (metric: Metric): readonly [string, Measurement] => [metric.name, metric.begin()],
  );
  const proxy = metrics.includes(PROXY_METRIC.name) ? await createProxy() : undefined;
  const lengths = countLengths();
  const vocabulary = countVocabulary();
  let texts = 0;
  let tokens = 0;
  const sampling = new SampleOfTexts();
  const add = (text: ArmText): void => {
    for (const [, measurement] of measurements) measurement.add(text);
    lengths.add(text);
    vocabulary.add(text.text);
    proxy?.learn(text.text);
    if (meters.length > 0) sampling.add(text);
    texts += 1;
    tokens += text.tokens;
  };
  for await (const text of armTexts(folders)) {
    add(text);
  }
  const measured = new Map(measurements.map(([name, measurement]) => [name, measurement.finish()]));
  const sample = meters.length > 0 && texts > 0 ? await sampling.withSources(input) : [];
  for (const meter of sample.length > 0 ? meters : []) {
    try {
      for (const [name, values] of await meter.measure(sample, { arm, seed })) measured.set(name, values);
    } catch (error) {
      if (!(error instanceof RewriteError)) throw error;
      onTrouble(error.message);
    }
  }
  if (proxy !== undefined && texts > 0) {
    const bits = new Map<string, number>();
    for await (const { id, text } of documentsOf(heldOut)) {
      if (bits.size === MOST_HELD_OUT) break;
      if (text !== '') bits.set(id, proxy.bitsPerByte(text.slice(0, HELD_OUT_UNITS)));
    }
    measured.set(PROXY_METRIC.name, bits);
  }
  return { texts, tokens, measured, shape: { lengths: lengths.finish(), growth: vocabulary.finish() } };
}
