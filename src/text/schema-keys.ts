import { z } from 'zod';

/**
 * The keys that a schema knows for the object at `path`, whatever wraps it (defaults, transforms, unions, lists,
 * records); empty where the path leads to no object.
 */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let layer = options(schema);
  for (const key of path) {
    layer = layer.flatMap((option) => {
      const inner = step(option, key);
      return inner === undefined ? [] : options(inner);
    });
  }
  return [...new Set(layer.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : [])))];
}

function step(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)] ?? schema.def.catchall;
  if (schema instanceof z.ZodArray) return schema.def.element;
  if (schema instanceof z.ZodRecord) return schema.def.valueType;
  return undefined;
}

/** What stands behind wrappers; each option of a union by itself. */
function options(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(options);
  if (schema instanceof z.ZodPipe)
    return options(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly
  ) {
    return options(schema.def.innerType);
  }
  return [schema];
}
