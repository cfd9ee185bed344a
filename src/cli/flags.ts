import { Option } from 'commander';
import { z } from 'zod';
import { flagOf } from '../config/resolve.ts';
import { formatDuration } from '../generation/duration.ts';

/** What is read of an option's JSON Schema. */
interface OptionSchema {
  readonly type?: string;
  readonly anyOf?: readonly OptionSchema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly description?: string;
  readonly group?: string;
  readonly placeholder?: string;
}

/** The group of options that can be given in the configuration file only. */
const FILE_ONLY = 'File';

/** The placeholder of options that are durations. */
const DURATION = 'TIME';

/**
 * A commander option for each key of a schema, in its order: kebab-case flag, placeholder, help text and group as the
 * schema's `meta` says; keys of an object within are options of their own, `outer.inner`. No defaults: the schema fills
 * them in when it parses.
 */
export function optionsOf(schema: z.ZodType): Option[] {
  const written = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as OptionSchema;
  return flatten(withDurations(written, schema), '');
}

/** JSON Schema has no word for the default of an option that is parsed: durations get theirs as people write them. */
function withDurations(written: OptionSchema, schema: z.ZodType): OptionSchema {
  if (!(schema instanceof z.ZodObject)) return written;
  const properties = Object.entries(written.properties ?? {}).map(([name, property]) => {
    const field: unknown = schema.shape[name];
    if (property.placeholder !== DURATION || !(field instanceof z.ZodDefault)) return [name, property] as const;
    return [name, { ...property, default: formatDuration(Number(field.def.defaultValue)) }] as const;
  });
  return { ...written, properties: Object.fromEntries(properties) };
}

function flatten({ properties = {} }: OptionSchema, prefix: string): Option[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.group === FILE_ONLY) return [];
    if (property.properties !== undefined) return flatten(property, `${prefix}${name}.`);
    return [optionOf(`${prefix}${name}`, property)];
  });
}

function optionOf(name: string, property: OptionSchema): Option {
  const { description = '', placeholder = 'VALUE', group } = property;
  const flag = property.type === 'boolean' ? flagOf(name) : `${flagOf(name)} <${placeholder}>`;
  const option = new Option(flag, `${description}${hint(property)}`);
  option.attributeName = () => name;
  if (group !== undefined) option.helpGroup(`${group}:`);
  if (property.type === 'array') {
    option.argParser(gathered);
  } else if (takesNumber(property)) {
    option.argParser((value: string) => asNumber(value));
  }
  return option;
}

/** The parser of a flag that may be repeated: all values in their order. */
export function gathered(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** Values to choose from and the default, as far as they say something. */
function hint({ enum: values, default: fallback, type }: OptionSchema): string {
  const parts: string[] = [];
  if (values !== undefined) parts.push(values.join(', '));
  if (typeof fallback === 'string' || typeof fallback === 'number') {
    if (type !== undefined || typeof fallback === 'string') parts.push(`default ${fallback}`);
  }
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function takesNumber({ type, anyOf }: OptionSchema): boolean {
  if (anyOf !== undefined) return anyOf.some((variant) => takesNumber(variant));
  return type === 'integer' || type === 'number';
}

/** The number that a flag's text is, or the text, for the schema to refuse in its own words. */
function asNumber(text: string): number | string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}
