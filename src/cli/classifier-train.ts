import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/resolve.ts';
import { findInputFiles } from '../corpus/input-files.ts';
import { refuseOverwriting } from '../corpus/refuse-overwriting.ts';
import { type ClassifierHeader, type TrainedClass, writeClassifier } from '../raters/classifier/model-file.ts';
import { BITS, EPOCHS, HELD_OUT, KEEP, trainClassifier, type TrainStep } from '../raters/classifier/train.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { count, percent } from '../text/figures.ts';
import { table } from './format.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

const HELP = `
The classifier is linear over hashed words and pairs of words, as DCLM's. Positives are what you want more of, negatives
what your corpus mostly is: DCLM took instructions and well-liked answers against web pages. What else sets the two
apart, a site's name or a way of writing dates, is learnt as well: look at the n-grams that are told.

A part of the documents is held out: one half of it turns the model's numbers into probabilities, the other half
measures. Both classes count the same. Copies of a text are held out together; pages of one site only with --group-column,
without which they make the figures too good.

Examples:
  rewrite classifier train --positives 'textbooks/*.jsonl.gz' --negatives 'web/part-0*.jsonl.gz' --out quality.classifier
  rewrite classifier apply --model quality.classifier --input 'web/*.jsonl.gz' --out rated`;

const schema = z.strictObject({
  positives: z.array(z.string()).optional().meta({
    placeholder: 'GLOB',
    description: 'documents to find more of: .jsonl .ndjson .json (each also .gz .zst), .parquet; may be repeated',
  }),
  negatives: z
    .array(z.string())
    .optional()
    .meta({ placeholder: 'GLOB', description: 'documents to tell them from; may be repeated' }),
  out: z.string().optional().meta({ placeholder: 'FILE', description: 'the classifier to write' }),
  text_column: z.string().default('text').meta({ placeholder: 'NAME', description: 'column of the text' }),
  group_column: z.string().min(1).optional().meta({
    placeholder: 'NAME',
    description: 'documents with the same value there are held out together: a column of their site or book',
  }),
  bits: z
    .int()
    .min(18)
    .max(22)
    .default(BITS)
    .meta({ placeholder: 'N', description: 'the model has 2^N buckets, 18 to 22; its file 4 bytes for each' }),
  epochs: z.int().min(1).max(100).default(EPOCHS).meta({ placeholder: 'N', description: 'times each text is learnt' }),
  held_out: z
    .number()
    .min(0.02)
    .max(0.9)
    .default(HELD_OUT)
    .meta({ placeholder: 'SHARE', description: 'share of the documents to calibrate and measure with' }),
  keep: z
    .number()
    .gt(0)
    .max(1)
    .default(KEEP)
    .meta({ placeholder: 'SHARE', description: 'share of the documents to tell threshold and precision of' }),
  seed: z.int().default(0).meta({ placeholder: 'N', description: 'decides what is held out and the order of texts' }),
});

const STEPS: Readonly<Record<TrainStep, string>> = {
  reading: 'step 1 of 4: reading',
  learning: 'step 2 of 4: learning',
  measuring: 'step 3 of 4: calibrating and measuring',
  looking: 'step 4 of 4: looking for the n-grams that tell most',
};

/** `rewrite classifier train`. */
export function addClassifierTrain(parent: Command, exit: (code: number) => void): void {
  const command = parent
    .command('train')
    .description('train a classifier on positives and negatives, and measure it on held-out documents')
    .exitOverride();
  for (const option of optionsOf(schema)) command.addOption(option.helpGroup('Options:'));
  command.addHelpText('after', HELP).action(async (flags: Record<string, unknown>) => {
    exit(await train(flags, process.cwd()));
  });
}

async function train(flags: Readonly<Record<string, unknown>>, cwd: string): Promise<number> {
  const { positives, negatives, out, ...options } = parseFlags(schema, flags);
  if (positives === undefined) throw usageError('--positives is missing: which documents should be found?');
  if (negatives === undefined) throw usageError('--negatives is missing: what should they be told from?');
  if (out === undefined) throw usageError('--out is missing: where should the classifier go?');
  const path = resolve(cwd, out);
  const files = {
    positives: await findInputFiles(positives, cwd, '--positives'),
    negatives: await findInputFiles(negatives, cwd, '--negatives'),
  };
  await refuseOverwriting(path, [...files.positives, ...files.negatives]);
  const signals = watchSignals();
  try {
    const trained = await trainClassifier(
      {
        ...files,
        textColumn: options.text_column,
        groupColumn: options.group_column,
        bits: options.bits,
        epochs: options.epochs,
        heldOut: options.held_out,
        keep: options.keep,
        seed: options.seed,
      },
      {
        signal: signals.stop,
        onStep: (step, epoch) => {
          const of = step === 'learning' ? `, epoch ${epoch} of ${options.epochs}` : '';
          process.stderr.write(`${STEPS[step]}${of}\n`);
        },
      },
    );
    await writeClassifier(path, trained, signals.stop);
    print(summary(trained.header, relative(cwd, path)));
    return 0;
  } finally {
    signals.close();
  }
}

/** N-grams of a class that are shown. */
const SHOWN = 12;

function summary({ positives, negatives, evaluation, options }: ClassifierHeader, out: string): string {
  const { auc, log_loss, ece, kept, reliability } = evaluation;
  const measured = `${count(evaluation.positives)} positives and ${count(evaluation.negatives)} negatives`;
  return [
    `positives   ${described(positives)}`,
    `negatives   ${described(negatives)}`,
    '',
    `Measured on ${measured}, from which neither the weights nor the calibration were learnt:`,
    `AUC ${auc.toFixed(4)}, log loss ${log_loss.toFixed(4)}, calibration error ${ece.toFixed(4)}`,
    '',
    table([
      ['kept', 'score from', 'precision', 'of the positives', 'of the negatives'],
      ...kept.map(({ fraction, threshold, precision, recall, negatives_kept }) => [
        `${percent(fraction)}${fraction === options.keep ? ' *' : ''}`,
        threshold.toFixed(6),
        percent(precision),
        percent(recall),
        percent(negatives_kept),
      ]),
    ]),
    '',
    table([
      ['score', 'documents', 'mean score', 'positives'],
      ...reliability.map(({ from, to, documents, mean_score, positives: share }) => [
        `${from.toFixed(1)}–${to.toFixed(1)}`,
        count(documents),
        mean_score.toFixed(3),
        share.toFixed(3),
      ]),
    ]),
    '',
    `tells positives: ${ngrams(positives)}`,
    `tells negatives: ${ngrams(negatives)}`,
    '',
    `classifier → ${out}`,
  ].join('\n');
}

function described({ documents, files, held_out, skipped }: TrainedClass): string {
  const rows = Object.entries(skipped).map(([reason, number]) => `, ${count(number)} skipped: ${reason}`);
  const of = `${count(files.length)} file${files.length === 1 ? '' : 's'}`;
  return `${count(documents)} documents in ${of}, ${count(held_out)} held out${rows.join('')}`;
}

function ngrams({ telling }: TrainedClass): string {
  if (telling.length === 0) return 'nothing that stands in several texts';
  const shown = telling.slice(0, SHOWN).map(({ ngram }) => JSON.stringify(ngram));
  return shown.join(' ');
}
