import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { ReferenceOptions } from '../../prox/reference/execute.ts';
import { REFERENCE_OPTIONS } from '../../prox/reference/execute.ts';

/** A document and a program for it. */
export interface ProgramCase {
  readonly id: string | number;
  readonly text: string;
  readonly program: string;
  /** The level the program was written for: lines and strings of a document, or whether to keep it. */
  readonly kind: 'chunk' | 'doc';
  readonly options: ReferenceOptions;
}

/** A line of input as a case, or what is wrong with it, for a person. */
export type ReadCase =
  | { readonly kind: 'case'; readonly case: ProgramCase }
  | { readonly kind: 'malformed'; readonly detail: string };

// Other columns are of no concern here: a case may bring its expected answer along.
const schema = z.object({
  id: z.union([z.string(), z.int()], { error: 'expected a string or a whole number' }),
  text: z.string(),
  program: z.string(),
  kind: z.enum(['chunk', 'doc']),
  options: z
    .object({
      threshold_1: z.number().default(REFERENCE_OPTIONS.threshold1),
      threshold_2: z.number().default(REFERENCE_OPTIONS.threshold2),
      error_op: z.number().default(REFERENCE_OPTIONS.errorOp),
    })
    .prefault({})
    .transform(
      (options): ReferenceOptions => ({
        threshold1: options.threshold_1,
        threshold2: options.threshold_2,
        errorOp: options.error_op,
      }),
    ),
});

/** Reads one line of JSON: `{"id", "text", "program", "kind", "options"?}`. */
export function readCase(line: Buffer): ReadCase {
  if (!isUtf8(line)) return malformed('not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch (error) {
    return malformed(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return { kind: 'case', case: data };
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  return malformed(`${where === '' ? '' : `${where}: `}${issue?.message ?? 'not a case'}`);
}

/** A line that is no case. */
export function malformed(detail: string): ReadCase {
  return { kind: 'malformed', detail };
}
