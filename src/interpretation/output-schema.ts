import { z } from 'zod';
import type { OutputOptions } from '../vocabulary/strategy.ts';

/**
 * The `output` block of a strategy file, every default filled in: text, a record for each chunk, without the source.
 * Programs are always joined and executed once on the whole document, so `join: program` belongs to `kind: program`
 * and to nothing else. Unknown keys are refused.
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
  })
  .superRefine((block, context) => {
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
    }),
  );
