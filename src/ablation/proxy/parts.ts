/** Parts of an arm with a model of their own: how far these differ is known to about a quarter. */
const PARTS = 8;

/**
 * Divides an arm into parts of about the same number of tokens, each from all over its documents: the texts of a document,
 * told one after the other, go to the part that was smallest when its first one came.
 */
export function createParts(): (sourceId: string, tokens: number) => number {
  const sizes = new Array<number>(PARTS).fill(0);
  const byDocument = new Map<string, number>();
  return (sourceId, tokens) => {
    const part = byDocument.get(sourceId) ?? sizes.indexOf(Math.min(...sizes));
    byDocument.set(sourceId, part);
    sizes[part] = (sizes[part] ?? 0) + tokens;
    return part;
  };
}

/** How measurements name what the model of a part came to, beside a metric of the whole. */
export function partMetric(metric: string, part: number): string {
  return `${metric}/part-${part}`;
}

/** All names of {@link partMetric}. */
export function partMetrics(metric: string): string[] {
  return Array.from({ length: PARTS }, (_, part) => partMetric(metric, part));
}
