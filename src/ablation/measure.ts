import type { TextFolder } from './arm-folder.ts';
import { type ArmText, armTexts } from './arm-texts.ts';
import { documentsOf } from './controls.ts';
import { type Measurement, type Metric } from './metrics/metric.ts';
import { PROXY_METRIC, TEXT_METRICS } from './metrics/registry.ts';
import { createProxy } from './proxy/proxy.ts';

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
}

/** How many texts and tokens an arm came to. */
export interface ArmSize {
  readonly texts: number;
  readonly tokens: number;
}

/** Measures one arm and seed in one pass over its texts. */
export async function measureArm({
  folders,
  metrics,
  heldOut,
}: MeasureOptions): Promise<ArmSize & { readonly measured: MeasuredArm }> {
  const measurements = TEXT_METRICS.filter(({ name }) => metrics.includes(name)).map(
    (metric: Metric): readonly [string, Measurement] => [metric.name, metric.begin()],
  );
  const proxy = metrics.includes(PROXY_METRIC.name) ? await createProxy() : undefined;
  let texts = 0;
  let tokens = 0;
  const add = (text: ArmText): void => {
    for (const [, measurement] of measurements) measurement.add(text);
    proxy?.learn(text.text);
    texts += 1;
    tokens += text.tokens;
  };
  for await (const text of armTexts(folders)) {
    add(text);
  }
  const measured = new Map(measurements.map(([name, measurement]) => [name, measurement.finish()]));
  if (proxy !== undefined && texts > 0) {
    const bits = new Map<string, number>();
    for await (const { id, text } of documentsOf(heldOut)) {
      if (bits.size === MOST_HELD_OUT) break;
      if (text !== '') bits.set(id, proxy.bitsPerByte(text.slice(0, HELD_OUT_UNITS)));
    }
    measured.set(PROXY_METRIC.name, bits);
  }
  return { texts, tokens, measured };
}
