import type { Json } from '../vocabulary/json.ts';
import type { SourceRecord } from './read-source.ts';

/**
 * How good a record is: the number in the field that `by` names, with dots for fields within (`validation.grounding`,
 * `metadata.score`), or without `by` the length of its text in UTF-16 units. Minus infinity where the field is missing
 * or holds no number: any record with a number is better.
 */
export function valueOf({ text, fields }: SourceRecord, by: string | undefined): number {
  if (by === undefined) return text.length;
  const found = fieldAt(fields, by);
  return typeof found === 'number' && !Number.isNaN(found) ? found : Number.NEGATIVE_INFINITY;
}

function fieldAt(fields: Json, path: string): Json | undefined {
  // A column's own name may have dots.
  let at: Json | undefined = fields;
  if (isObject(at) && Object.hasOwn(at, path)) return at[path];
  for (const name of path.split('.')) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
