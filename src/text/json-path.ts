import type { Json } from '../vocabulary/json.ts';

/**
 * The field at a path, names from the outside in; undefined where there is none. A field's own name may have dots: one
 * that is called as the whole path comes first.
 */
export function fieldAt(fields: Json, path: readonly string[]): Json | undefined {
  if (path.length > 1 && isObject(fields)) {
    const whole = path.join('.');
    if (Object.hasOwn(fields, whole)) return fields[whole];
  }
  let at: Json | undefined = fields;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
