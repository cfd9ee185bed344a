import { unitInterval } from '../../text/hash.ts';

/** Parts of an arm with a model of their own: how far these differ is known to about a quarter. */
const PARTS = 8;

/** Which document belongs to which part follows from its id and from this alone: it is the same for all arms. */
const PARTS_SEED = 20_260_105;

/** The part of an arm that the texts of a source document belong to. */
export function partOf(sourceId: string): number {
  return Math.floor(PARTS * unitInterval(PARTS_SEED, sourceId));
}

/** What the model of a part came to. */
export interface PartModel {
  readonly tokens: number;
  /** Bits a byte by held-out document. */
  readonly bits: ReadonlyMap<string, number>;
}

/**
 * What the models of parts would have come to had all parts as many tokens: bits a byte fall with the logarithm of the
 * tokens, as they do from the parts to the whole.
 */
export function atEqualSizes(parts: readonly PartModel[], whole: PartModel): ReadonlyMap<string, number>[] {
  const [keys] = parts.map(({ bits }) => [...bits.keys()]);
  const ofWhole = mean((keys ?? []).map((key) => whole.bits.get(key) ?? Number.NaN));
  const sizes = parts.map(({ tokens }) => Math.log(tokens));
  const usual = mean(sizes);
  const grown = Math.log(whole.tokens) - usual;
  const ofParts = mean(parts.map(({ bits }) => mean([...bits.values()])));
  const slope = grown > 0 ? (ofParts - ofWhole) / grown : 0;
  return parts.map(
    ({ bits }, at) => new Map([...bits].map(([key, value]) => [key, value + slope * ((sizes[at] ?? usual) - usual)])),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How measurements name what the model of a part came to, beside a metric of the whole. */
export function partMetric(metric: string, part: number): string {
  return `${metric}/part-${part}`;
}

/** All names of {@link partMetric}. */
export function partMetrics(metric: string): string[] {
  return Array.from({ length: PARTS }, (_, part) => partMetric(metric, part));
}
