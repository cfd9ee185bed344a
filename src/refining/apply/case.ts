import { z } from 'zod';
import { caseIdSchema } from '../../corpus/json-cases.ts';
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

/**
 * One line of JSON: `{"id", "text", "program", "kind", "options"?}`. Other columns are of no concern: a case may bring its
 * expected answer along.
 */
export const programCaseSchema: z.ZodType<ProgramCase> = z.object({
  id: caseIdSchema,
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
