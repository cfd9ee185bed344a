import { z } from 'zod';
import { PROGRAM_LIMITS } from '../prox/execute.ts';
import type { OutputOptions, ProgramOptions } from '../vocabulary/strategy.ts';

/** What programs may do where a strategy does not say. */
export const PROGRAM_OPTIONS: ProgramOptions = { ...PROGRAM_LIMITS, fail: 'closed' };

/**
 * The `output` block of a strategy file, every default filled in: text, a record for each chunk, without the source.
 * Programs are always joined and executed once on the whole document, so `join: program` belongs to `kind: program`
 * and to nothing else, as do the bounds of programs. Unknown keys are refused.
 */
export const outputSchema = z
  .strictObject({
    kind: z
      .enum(['text', 'program'], {
        error: ({ input }) =>
          input === 'labels' ? 'kind: labels is not supported by this version; use text or program' : undefined,
      })
      .default('text')
      .describe('What an answer is: the new text, or a program that edits the document.'),
    join: z
      .enum(['separate', 'lines', 'program'])
      .optional()
      .describe(
        'separate: each chunk is a record of its own; lines: the answers to all chunks in order; program: the programs of all windows, executed once on the whole document. Default: separate for text, program for programs.',
      ),
    with_source: z
      .boolean()
      .default(false)
      .describe('Puts the source text, then a blank line, before the generated text.'),
    max_removed: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        `For programs: the largest share of the document's estimated tokens that may go. Default: ${PROGRAM_OPTIONS.maxRemovedShare}.`,
      ),
    fail: z
      .enum(['closed', 'open'])
      .optional()
      .describe(
        `For programs that remove more or make no sense: closed rejects the task, open leaves the document as it is. Default: ${PROGRAM_OPTIONS.fail}.`,
      ),
  })
  .superRefine((block, context) => {
    for (const key of ['max_removed', 'fail'] as const) {
      if (block.kind === 'program' || block[key] === undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: `${key} is about programs: it needs kind: program` });
    }
    if (block.join === undefined || (block.kind === 'program') === (block.join === 'program')) return;
    const message =
      block.kind === 'program'
        ? `a program is executed on the whole document: leave join out or write join: program, not ${block.join}`
        : 'join: program needs kind: program; for text write join: separate or join: lines';
    context.addIssue({ code: 'custom', path: ['join'], message });
  })
  .transform(
    (block): OutputOptions => ({
      kind: block.kind,
      join: block.join ?? (block.kind === 'program' ? 'program' : 'separate'),
      withSource: block.with_source,
      ...(block.kind === 'program' ? { program: programOptions(block.max_removed, block.fail) } : {}),
    }),
  );

function programOptions(
  maxRemovedShare = PROGRAM_OPTIONS.maxRemovedShare,
  fail = PROGRAM_OPTIONS.fail,
): ProgramOptions {
  return { maxRemovedShare, fail };
}
