import type { z } from 'zod';
import { nearest } from './nearest.ts';
import { keysAt } from './schema-keys.ts';

/** One thing that is wrong with a value, for a person. */
export interface YamlIssue {
  /** Where in the value: keys and list indices from the outside in; of an unknown key, the key itself. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
  null: 'null',
};

/** How zod's own messages begin: whatever begins otherwise was worded by the schema's author. */
const ZOD_WORDS = /^(?:Invalid|Too (?:small|big)|Unrecognized)/;

/**
 * Says what a schema's issues mean for the person who wrote the value: unknown keys with the nearest valid one, missing
 * keys, wrong types and values with what was given. An issue that a schema of ours words itself keeps its words.
 */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  value: unknown,
): YamlIssue[] {
  return issues.flatMap((issue) => explain(issue, schema, value));
}

function explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType, value: unknown): YamlIssue[] {
  const { path } = issue;
  const given = valueAt(value, path);
  if (given === undefined && path.length > 0 && issue.code !== 'custom') {
    return [{ path, message: `${keyName(path)} is missing${within(path.slice(0, -1))}` }];
  }
  if (!ZOD_WORDS.test(issue.message)) {
    return [{ path, message: namesItself(issue) ? issue.message : `${whole(path)}: ${issue.message}` }];
  }
  const must = (what: string): YamlIssue[] => [
    { path, message: `${whole(path)} must be ${what}, got ${shown(given)}` },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path, keysAt(schema, path)) }));
    case 'invalid_type':
      return must(TYPES[issue.expected] ?? issue.expected);
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = typeof given === 'string' ? nearest(given, values) : undefined;
      const list = values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;
      return must(list).map((one) =>
        meant === undefined ? one : { ...one, message: `${one.message}; did you mean \`${meant}\`?` },
      );
    }
    case 'too_small':
      return must(bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin));
    case 'too_big':
      return must(bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin));
    case 'invalid_union':
      return explainUnion(issue, schema, value);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, message: `${keyName(path)} is no valid key: ${inner.message}` }));
    case 'custom':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_element':
      break;
  }
  return [{ path, message: `${whole(path)}: ${issue.message} (got ${shown(given)})` }];
}

/** The alternatives that got past the outermost type know best what is wrong; else all of them are named. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, value: unknown): YamlIssue[] {
  const at = (inner: z.core.$ZodIssue): z.core.$ZodIssue => ({ ...inner, path: [...issue.path, ...inner.path] });
  const deeper = issue.errors.find(
    (errors) => !errors.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0),
  );
  if (deeper !== undefined) return explainIssues(deeper.map(at), schema, value);
  const types = issue.errors
    .flat()
    .map((inner) => (inner.code === 'invalid_type' ? (TYPES[inner.expected] ?? inner.expected) : ''));
  const known = [...new Set(types)].filter((type) => type !== '');
  const message =
    known.length === 0 || issue.message !== 'Invalid input' ? issue.message : `must be ${known.join(' or ')}`;
  return [{ path: issue.path, message: `${whole(issue.path)} ${message}, got ${shown(valueAt(value, issue.path))}` }];
}

/** Whether a message already says what it is about. */
function namesItself(issue: z.core.$ZodIssue): boolean {
  const key = issue.path.at(-1);
  return key === undefined || (typeof key === 'string' && issue.message.includes(key));
}

function unknownKey(key: string, path: readonly PropertyKey[], valid: readonly string[]): string {
  const meant = nearest(key, valid);
  const known = valid.length === 0 ? '' : `; known are ${valid.join(', ')}`;
  return `unknown key \`${key}\`${within(path)}${meant === undefined ? known : `; did you mean \`${meant}\`?`}`;
}

function within(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : ` in ${dotted(path)}`;
}

function whole(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : `\`${dotted(path)}\``;
}

function keyName(path: readonly PropertyKey[]): string {
  return `\`${String(path.at(-1))}\``;
}

/** `validation[2].length` for ['validation', 2, 'length']. */
function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

function bound(how: string, limit: number | bigint, origin: string): string {
  if (origin === 'string')
    return limit === 1 && how === 'at least' ? 'a string that is not empty' : `${how} ${limit} characters`;
  if (origin === 'array')
    return limit === 1 && how === 'at least' ? 'a list that is not empty' : `a list of ${how} ${limit}`;
  return `${how} ${limit}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `\`${value.length > 60 ? `${value.slice(0, 60)}…` : value}\``;
  return `\`${JSON.stringify(value)}\``;
}
