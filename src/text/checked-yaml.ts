import { type Document, LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { z } from 'zod';
import { usageError } from '../vocabulary/error.ts';
import { explainIssues } from './yaml-issues.ts';

/** At most this many problems of one file are listed; the rest are counted. */
const LISTED = 5;

/** A checked YAML value, and where its parts stand. */
export interface LocatedYaml<T> {
  readonly value: T;
  /** `<path>:<line>` of the key at these keys from the outside in, or of the nearest block around it that exists. */
  readonly at: (keys: readonly PropertyKey[]) => string;
}

/**
 * Parses YAML and checks it against a schema.
 *
 * @param source the YAML text
 * @param path the file's name, for messages
 * @param schema unknown keys are found where it has strict objects
 * @param firstLine 1-based line of the file at which `source` starts, for YAML inside another file
 * @returns the schema's output
 * @throws RewriteError `usage` with one line a problem, `<path>:<line>: <what is wrong and what is valid>`
 */
export function parseYaml<S extends z.ZodType>(source: string, path: string, schema: S, firstLine = 1): z.output<S> {
  return parseLocatedYaml(source, path, schema, firstLine).value;
}

/** As `parseYaml`, for checks that come later and want to name a line. */
export function parseLocatedYaml<S extends z.ZodType>(
  source: string,
  path: string,
  schema: S,
  firstLine = 1,
): LocatedYaml<z.output<S>> {
  const lineCounter = new LineCounter();
  const yaml = parseDocument(source, { lineCounter, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lineCounter.linePos(offset).line) + firstLine - 1;
  if (yaml.errors.length > 0) {
    throw fileError(
      path,
      yaml.errors.map((error) => ({ line: lineAt(error.pos[0]), message: `not valid YAML: ${error.message}` })),
    );
  }
  const value: unknown = yaml.toJS() ?? {};
  const result = schema.safeParse(value);
  const lineOf = (keys: readonly PropertyKey[]): number => lineAt(offsetOf(yaml, keys));
  if (result.success) return { value: result.data, at: (keys) => `${path}:${lineOf(keys)}` };
  throw fileError(
    path,
    explainIssues(result.error.issues, schema, value).map((issue) => ({
      line: lineOf(issue.path),
      message: issue.message,
    })),
  );
}

function fileError(path: string, problems: readonly { readonly line: number; readonly message: string }[]): Error {
  const lines = problems
    .toSorted((left, right) => left.line - right.line)
    .slice(0, LISTED)
    .map(({ line, message }) => `${path}:${line}: ${message}`);
  const more = problems.length - LISTED;
  if (more > 0) lines.push(`${path}: and ${more} more`);
  return usageError(lines.join('\n'));
}

/** Where the value at `keys` stands: its key where it has one, or else the nearest block around it that exists. */
function offsetOf(yaml: Document.Parsed, keys: readonly PropertyKey[]): number {
  let node: unknown = yaml.contents;
  let offset = 0;
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(yaml);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
