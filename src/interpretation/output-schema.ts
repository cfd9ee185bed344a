import { z } from 'zod';
import { PROGRAM_LIMITS } from '../prox/execute.ts';
import type { LabelOptions, OutputOptions, ProgramOptions } from '../vocabulary/strategy.ts';
import { labelGrammars } from './labels/registry.ts';

/** The column of a rating that is a single number, where a strategy does not say. */
const LABEL_COLUMN = 'score';

/** What programs may do where a strategy does not say. */
export const PROGRAM_OPTIONS: ProgramOptions = { ...PROGRAM_LIMITS, fail: 'closed' };

/**
 * The `output` block of a strategy file, every default filled in: text, a record for each chunk, without the source.
 * Programs are always joined and executed once on the whole document, so `join: program` belongs to `kind: program`
 * and to nothing else, as do the bounds of programs. Labels rate a whole document: they are never joined, and `grammar`
 * and `column` belong to them. Unknown keys are refused.
 */
export const outputSchema = z
  .strictObject({
    kind: z
      .enum(['text', 'program', 'labels'])
      .default('text')
      .describe(
        'What an answer is: the new text, a program that edits the document, or labels that rate it (for `rewrite annotate`).',
      ),
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
    grammar: z
      .enum(Object.keys(labelGrammars) as [keyof typeof labelGrammars])
      .optional()
      .describe('For labels: the form in which they are answered.'),
    column: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'small letters, digits and `_` only')
      .optional()
      .describe(`For labels of a single number: the name of its column. Default: ${LABEL_COLUMN}.`),
  })
  .superRefine((block, context) => {
    checkLabels(block, (key, message) => context.addIssue({ code: 'custom', path: [key], message }));
    for (const key of ['max_removed', 'fail'] as const) {
      if (block.kind === 'program' || block[key] === undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: `${key} is about programs: it needs kind: program` });
    }
    if (
      block.kind === 'labels' ||
      block.join === undefined ||
      (block.kind === 'program') === (block.join === 'program')
    )
      return;
    const message =
      block.kind === 'program'
        ? `a program is executed on the whole document: leave join out or write join: program, not ${block.join}`
        : 'join: program needs kind: program; for text write join: separate or join: lines';
    context.addIssue({ code: 'custom', path: ['join'], message });
  })
  .transform(
    (block): OutputOptions => ({
      kind: block.kind,
      join: block.join ?? JOINS[block.kind],
      withSource: block.with_source,
      ...(block.kind === 'program' ? { program: programOptions(block.max_removed, block.fail) } : {}),
      ...(block.kind === 'labels' ? { labels: labelOptions(block.grammar, block.column) } : {}),
    }),
  );

/** How the answers to the parts of a document are put together where a strategy does not say: one task rates it all. */
const JOINS: Readonly<Record<OutputOptions['kind'], OutputOptions['join']>> = {
  text: 'separate',
  program: 'program',
  labels: 'lines',
};

type Block = {
  readonly kind: OutputOptions['kind'];
  readonly join?: string | undefined;
  readonly with_source: boolean;
  readonly grammar?: string | undefined;
  readonly column?: string | undefined;
};

function checkLabels(block: Block, refuse: (key: keyof Block, message: string) => void): void {
  if (block.kind !== 'labels') {
    for (const key of ['grammar', 'column'] as const) {
      if (block[key] !== undefined) refuse(key, `${key} is about labels: it needs kind: labels`);
    }
    return;
  }
  if (block.grammar === undefined) {
    refuse('grammar', `labels need the form they are answered in: ${Object.keys(labelGrammars).join(', ')}`);
  }
  if (block.join !== undefined) refuse('join', 'labels rate a whole document: leave join out');
  if (block.with_source) refuse('with_source', 'labels are no text to put the source before: leave with_source out');
}

function labelOptions(grammar = '', column = LABEL_COLUMN): LabelOptions {
  return { grammar, column };
}

function programOptions(
  maxRemovedShare = PROGRAM_OPTIONS.maxRemovedShare,
  fail = PROGRAM_OPTIONS.fail,
): ProgramOptions {
  return { maxRemovedShare, fail };
}
