import { RewriteError } from '../vocabulary/error.ts';
import type { TextFolder } from './arm-folder.ts';
import { type ArmText, armTexts } from './arm-texts.ts';
import { documentsOf } from './controls.ts';
import { countLengths, type LengthCounts } from './metrics/lengths.ts';
import { type Measurement, type Metric } from './metrics/metric.ts';
import { PROXY_METRIC, TEXT_METRICS } from './metrics/registry.ts';
import type { SampleMeter } from './metrics/sample-metric.ts';
import { countVocabulary, type GrowthPoint } from './metrics/vocabulary-growth.ts';
import { atEqualSizes, partMetric, partOf } from './proxy/parts.ts';
import { createProxy, type Proxy } from './proxy/proxy.ts';
import { SampleOfTexts } from './sample.ts';

/** Held-out documents that the proxy model is asked about, and characters of each. */
const MOST_HELD_OUT = 1_000;
const HELD_OUT_UNITS = 20_000;
/** Held-out documents that the models of parts are asked about: their means alone are looked at. */
const MOST_HELD_OUT_OF_PARTS = 100;

const STOPPED = 'stopped before models had rated or embedded the texts of all arms; the same command goes on with it';

/**
 * What was measured of one arm and seed: metric → value by key; beside metrics those of parts, as `proxy/parts.ts` names
 * them.
 */
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
  /** Ends the asking of models. */
  readonly stop: AbortSignal;
  readonly arm: string;
  readonly seed: number;
  /** Whether no other seed tells how much luck there is: the proxy model is trained on parts of the arm, too. */
  readonly onlySeed: boolean;
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
  stop,
  arm,
  seed,
  onlySeed,
  onTrouble,
}: MeasureOptions): Promise<ArmMeasurement> {
  const measurements = TEXT_METRICS.filter(({ name }) => metrics.includes(name)).map(
    (metric: Metric): readonly [string, Measurement] => [metric.name, metric.begin()],
  );
  const proxy = metrics.includes(PROXY_METRIC.name) ? await createProxy() : undefined;
  const partTokens = new Map<number, number>();
  const lengths = countLengths();
  const vocabulary = countVocabulary();
  let texts = 0;
  let tokens = 0;
  const sampling = new SampleOfTexts();
  const add = (text: ArmText): void => {
    for (const [, measurement] of measurements) measurement.add(text);
    lengths.add(text);
    vocabulary.add(text.text);
    const part = onlySeed ? partOf(text.sourceId) : undefined;
    proxy?.learn(text.text, part);
    if (part !== undefined) partTokens.set(part, (partTokens.get(part) ?? 0) + text.tokens);
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
      if (stop.aborted && error === stop.reason) onTrouble(STOPPED);
      else if (error instanceof RewriteError) onTrouble(error.message);
      else throw error;
    }
  }
  if (proxy !== undefined && texts > 0) await askProxy(proxy, heldOut, { tokens, partTokens }, measured);
  return { texts, tokens, measured, shape: { lengths: lengths.finish(), growth: vocabulary.finish() } };
}

/** Asks a model that has learnt an arm about held-out documents, and writes down what it and those of its parts say. */
async function askProxy(
  proxy: Proxy,
  heldOut: readonly string[],
  { tokens, partTokens }: { readonly tokens: number; readonly partTokens: ReadonlyMap<number, number> },
  measured: Map<string, ReadonlyMap<string, number>>,
): Promise<void> {
  const bits = new Map<string, number>();
  const ofParts = new Map<number, Map<string, number>>();
  for await (const { id, text } of documentsOf(heldOut)) {
    if (bits.size === MOST_HELD_OUT) break;
    if (text === '') continue;
    const asked = text.slice(0, HELD_OUT_UNITS);
    bits.set(id, proxy.bitsPerByte(asked));
    if (bits.size > MOST_HELD_OUT_OF_PARTS) continue;
    for (const [part, value] of proxy.bitsPerByteByPart(asked)) {
      ofParts.set(part, (ofParts.get(part) ?? new Map<string, number>()).set(id, value));
    }
  }
  measured.set(PROXY_METRIC.name, bits);
  const parts = [...ofParts].map(([part, values]) => ({ part, bits: values, tokens: partTokens.get(part) ?? 1 }));
  for (const [at, values] of atEqualSizes(parts, { tokens, bits }).entries()) {
    measured.set(partMetric(PROXY_METRIC.name, parts[at]?.part ?? at), values);
  }
}
