import type { Json } from '../vocabulary/json.ts';

/** Levels of lists and objects that metadata may have; deeper values would overflow the stack of whoever walks them. */
export const MAX_DEPTH = 100;

/** Whether a string holds half of a surrogate pair, which no encoding of Unicode can carry. */
export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** The string with U+FFFD for each half of a surrogate pair that stands alone. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/**
 * A column's value as JSON: integers beyond 2^53 as decimal strings, times as ISO 8601, bytes as base64, NaN and
 * infinities as null, lone surrogates as U+FFFD. Undefined when the value is nested more than 100 levels deep.
 */
export function toJson(value: unknown): Json | undefined {
  return converted(value, 0);
}

function converted(value: unknown, depth: number): Json | undefined {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'object' && value !== null) return convertedObject(value, depth + 1);
  return null;
}

function convertedObject(value: object, depth: number): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return convertedList(value, depth);
  if (ArrayBuffer.isView(value)) return convertedList(Array.from(value as unknown as Iterable<unknown>), depth);

  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = converted(member, depth);
    if (json === undefined) return undefined;
    entries.push([wellFormed(key), json]);
  }
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(entries);
}

function convertedList(values: readonly unknown[], depth: number): Json | undefined {
  const list: Json[] = [];
  for (const value of values) {
    const json = converted(value, depth);
    if (json === undefined) return undefined;
    list.push(json);
  }
  return list;
}
