import type { Json } from '../vocabulary/json.ts';

/**
 * The value at a path of a record, with dots for fields within (`metadata.score`); undefined where there is none. A
 * field's own name may have dots: it is looked for first.
 */
export function fieldAt(fields: Json, path: string): Json | undefined {
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
