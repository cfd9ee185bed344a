import type { JsonObject } from '../../vocabulary/json.ts';

/** The labels of one segment of a text, and its estimated tokens. */
export interface SegmentLabels {
  readonly labels: JsonObject;
  readonly tokens: number;
}

/**
 * The labels of a whole text: those of its only segment as they are, else of each column the mean over segments,
 * weighted by their tokens, as QuRating's authors do. Columns of several segments must be numbers.
 */
export function combineLabels(segments: readonly SegmentLabels[]): JsonObject {
  const [first] = segments;
  if (first === undefined || segments.length === 1) return first?.labels ?? {};
  const total = segments.reduce((sum, { tokens }) => sum + tokens, 0);
  return Object.fromEntries(
    Object.keys(first.labels).map((column) => [
      column,
      significant(segments.reduce((sum, { labels, tokens }) => sum + Number(labels[column]) * tokens, 0) / total),
    ]),
  );
}

/** A computed number as records have it: six significant digits. */
export function significant(value: number): number {
  return Number(value.toPrecision(6));
}
