import { z } from 'zod';
import { validators } from '../../src/validation/registry.ts';

/** What is read of a JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly group?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** A schema as JSON Schema, as files and flags write it: before anything is parsed. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  return plain(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as JsonSchema;
}

/** Without the bounds of exact integers, which say nothing, and likewise defaults that mean "no bound". */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => Math.abs(Number(inner)) !== Number.MAX_SAFE_INTEGER);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

/** As editors take it: without what only `--help` reads. */
export function editorSchema(schema: z.ZodType, title: string): Record<string, unknown> {
  const { $schema, ...rest } = jsonSchema(schema) as Record<string, unknown>;
  const text = JSON.stringify({ $schema, title, ...rest }, (key, value: unknown) =>
    (key === 'group' || key === 'placeholder') && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

/** Spells out what an entry of `validation` can be, which a transform hides from the conversion. */
export function withValidators(schema: Record<string, unknown>): Record<string, unknown> {
  const properties = schema['properties'] as Record<string, Record<string, unknown>>;
  const named = Object.values(validators).map(({ name, bounds }) => {
    const { $schema: _, ...value } = editorSchema(bounds, name);
    return { type: 'object', properties: { [name]: value }, required: [name], additionalProperties: false };
  });
  const items = { anyOf: [{ type: 'string', enum: Object.keys(validators) }, ...named] };
  return { ...schema, properties: { ...properties, validation: { ...properties['validation'], items } } };
}

/** A strategy file has a prompt, or stages in its place. */
export function withStages(schema: Record<string, unknown>, staged: z.ZodType): Record<string, unknown> {
  const properties = schema['properties'] as Record<string, unknown>;
  const required = (schema['required'] as readonly string[]).filter((key) => key !== 'prompt');
  const { stages } = jsonSchema(staged).properties ?? {};
  return {
    ...schema,
    properties: { ...properties, stages },
    required,
  };
}

/** JSON as biome formats it: lists of plain values on one line where they fit. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replaceAll(
    /^( *)(.*)\[\n\s+([^[\]{}]*?)\n\s+\](,?)$/gm,
    (all, indent: string, before: string, items: string, after: string) => {
      const line = `${indent}${before}[${items.split(/,\n\s*/).join(', ')}]${after}`;
      return line.length <= 120 ? line : all;
    },
  );
  return `${text}\n`;
}
