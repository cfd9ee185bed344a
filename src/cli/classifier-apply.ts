import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags, resolveOptions } from '../config/resolve.ts';
import { runOptionsSchema } from '../config/run-options.ts';
import { classifier } from '../raters/measured/classifier.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { measureDocuments, MEASURING_OPTIONS } from './measure-documents.ts';

const HELP = `
The same as rewrite annotate --rater classifier: every document, in order and with all its columns, to shards/, with
annotations.classifier: {score, log_odds}.

The score is the probability that a document is one of the positives, were both classes as frequent: where they are not,
it is not the share of good documents. To keep a share of a corpus, take the threshold from the table that is printed (a
tenth of the documents is above "90%"), or choose by rank, as rewrite select does.

Examples:
  rewrite classifier apply --model quality.classifier --input 'web/*.jsonl.gz' --out rated
  rewrite select --input 'rated/shards/*' --method top-k --by annotations.classifier.score --budget-tokens 1B --out best`;

const schema = z.strictObject({
  model: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'FILE',
    description: 'what rewrite classifier train made, or a fastText model (.bin, .ftz)',
  }),
  label: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'NAME',
    description: 'the label of a fastText model whose probability is the score',
  }),
  out: z.string().min(1).optional().meta({ group: 'What', placeholder: 'DIR', description: 'the folder to make' }),
  threads: z
    .int()
    .min(0)
    .max(64)
    .optional()
    .meta({ group: 'What', placeholder: 'N', description: 'worker threads (default: as many as pay)' }),
});

/** `rewrite classifier apply`. */
export function addClassifierApply(parent: Command, exit: (code: number) => void): void {
  const command = parent.command('apply').description('rate documents with a trained classifier').exitOverride();
  const shared = optionsOf(runOptionsSchema).filter((option) =>
    MEASURING_OPTIONS.some((name) => name === option.attributeName()),
  );
  for (const option of [...optionsOf(schema), ...shared]) command.addOption(option);
  command.addHelpText('after', HELP).action(async (flags: Record<string, unknown>) => {
    const { model, label, out, threads, ...others } = flags;
    const own = parseFlags(schema, { model, label, out, threads });
    exit(await apply(own, others, process.cwd()));
  });
}

async function apply(
  { model, label, out, threads }: z.output<typeof schema>,
  flags: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<number> {
  const { options } = await resolveOptions(flags, undefined, cwd);
  if (model === undefined)
    throw usageError('--model is missing: which classifier? rewrite classifier train makes one.');
  if (options.input === undefined) throw usageError('--input is missing: which documents are to be rated?');
  if (out === undefined) throw usageError('--out is missing: which folder should be made?');
  const measuring = { model: resolve(cwd, model), ...(label === undefined ? {} : { label }) };
  return await measureDocuments(classifier, measuring, { ...options, out, threads }, cwd);
}
