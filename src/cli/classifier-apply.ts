import { resolve } from 'node:path';
import type { Command } from 'commander';
import { parseFlags } from '../config/resolve.ts';
import { classifier } from '../raters/measured/classifier.ts';
import { optionsOf } from './flags.ts';
import { measuredJobSchema, rateDocuments } from './measured-job.ts';
import { z } from 'zod';

const HELP = `
The same as rewrite annotate --rater classifier: every document, in order and with all its columns, to shards/, with
annotations.classifier: {score, log_odds}.

The score is the probability that a document is one of the positives, were both classes as frequent: where they are not,
it is not the share of good documents. To keep a share of a corpus, take the threshold from the table that is printed
("90% ≤" is what a tenth of the documents is above), or choose by rank.

Examples:
  rewrite classifier apply --model quality.classifier --input 'web/*.jsonl.gz' --out rated
  rewrite select --input 'rated/shards/*' --method top-k --by annotations.classifier.score --budget-tokens 1B --out best`;

const schema = measuredJobSchema.extend({
  model: z
    .string()
    .optional()
    .meta({ placeholder: 'FILE', description: 'a classifier that rewrite classifier train made' }),
});

/** `rewrite classifier apply`. */
export function addClassifierApply(parent: Command, exit: (code: number) => void): void {
  const command = parent.command('apply').description('rate documents with a trained classifier').exitOverride();
  for (const option of optionsOf(schema)) command.addOption(option.helpGroup('Options:'));
  command.addHelpText('after', HELP).action(async (flags: Record<string, unknown>) => {
    const { model, ...job } = parseFlags(schema, flags);
    const cwd = process.cwd();
    const options = model === undefined ? {} : { model: resolve(cwd, model) };
    exit(await rateDocuments(classifier, options, job, cwd));
  });
}
