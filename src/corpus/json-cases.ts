import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { explainIssues } from '../text/yaml-issues.ts';
import { CorruptStreamError } from '../text/zstd.ts';
import { usageError } from '../vocabulary/error.ts';
import { fileBytes } from './file-bytes.ts';
import type { InputFile } from './input-files.ts';
import { isBlank, withoutByteOrderMark } from './json-line.ts';
import { createLineSplitter, type Line } from './line-splitter.ts';

/** A longer line is no case: it would have to be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** A line of input as a case, or what is wrong with it, for a person. */
export type ReadCase<Case> =
  | { readonly kind: 'case'; readonly case: Case; readonly line: number }
  | { readonly kind: 'malformed'; readonly detail: string; readonly line: number };

/** How a case names itself: what identifies it in the input comes back in the answer. */
export const caseIdSchema = z.union([z.string(), z.int()], { error: 'expected a string or a whole number' });

/** The reason of a line that is no case. */
export const MALFORMED = 'input.malformed';

/**
 * Reads a file of JSON lines, each of them a case of its own, in order and one in memory. A line that does not fit the
 * schema is a value too, so that none is lost; blank lines are none. `line` counts all lines from 1. Throws a
 * RewriteError where the file cannot be read, or not to its end.
 */
export async function* readJsonCases<Case>(
  file: InputFile,
  schema: z.ZodType<Case>,
): AsyncGenerator<ReadCase<Case>, void, undefined> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  let line = 0;
  function* casesOf(complete: Iterable<Line>): Generator<ReadCase<Case>> {
    for (const raw of complete) {
      const bytes = line === 0 ? withoutByteOrderMark(raw) : raw;
      line += 1;
      if (!isBlank(bytes)) yield { ...caseOf(bytes, schema), line };
    }
  }
  try {
    for await (const chunk of fileBytes(file)) yield* casesOf(splitter.push(chunk));
    yield* casesOf(splitter.end());
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    const where = `${file.label}, after line ${line}`;
    throw usageError(
      `${where}: the ${file.compression} data cannot be read from here on: ${error.message}. Fetch or make the file again.`,
      error,
    );
  }
}

type Parsed<Case> = { readonly kind: 'case'; readonly case: Case } | ReturnType<typeof malformed>;

function caseOf<Case>(line: Line, schema: z.ZodType<Case>): Parsed<Case> {
  if (!Buffer.isBuffer(line)) return malformed(`a line of more than ${MAX_LINE_BYTES} bytes`);
  if (!isUtf8(line)) return malformed('not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch (error) {
    return malformed(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return malformed('not a JSON object');
  const { data, error, success } = schema.safeParse(value);
  if (success) return { kind: 'case', case: data };
  return malformed(explainIssues(error.issues, schema, value)[0]?.message ?? 'not a case');
}

function malformed(detail: string) {
  return { kind: 'malformed', detail } as const;
}
