import type { Json, JsonObject } from '../vocabulary/json.ts';

/** The column of a document that holds its ratings, by rater. */
export const ANNOTATIONS = 'annotations';

/**
 * The ratings that a document has already: its column `annotations`, where it stands as JSON in a string (Parquet) or as
 * an object; none without the column. Undefined where the column holds something else, which no rating can join.
 */
export function annotationsOf(metadata: JsonObject): JsonObject | undefined {
  const found = metadata[ANNOTATIONS] ?? null;
  if (found === null) return {};
  const value = typeof found === 'string' ? parsed(found) : found;
  return isObject(value) ? value : undefined;
}

/** A document's other columns with one more rating in `annotations`, in place of an older one of that rater. */
export function withAnnotation(
  metadata: JsonObject,
  annotations: JsonObject,
  rater: string,
  rating: JsonObject | null,
): JsonObject {
  return { ...metadata, [ANNOTATIONS]: { ...annotations, [rater]: rating } };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
