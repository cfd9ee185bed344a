/** Parts of an arm with a model of their own: how far these differ is known to about a quarter. */
const PARTS = 8;

/**
 * The part that a text belongs to by its place among those of its arm, a share of the budget: parts of two arms have the
 * same number of tokens, and, since both follow the order of documents, nearly the same documents.
 */
export function partOf(place: number): number {
  return Math.min(PARTS - 1, Math.floor(PARTS * place));
}

/** How measurements name what the model of a part came to, beside a metric of the whole. */
export function partMetric(metric: string, part: number): string {
  return `${metric}/part-${part}`;
}

/** All names of {@link partMetric}. */
export function partMetrics(metric: string): string[] {
  return Array.from({ length: PARTS }, (_, part) => partMetric(metric, part));
}
