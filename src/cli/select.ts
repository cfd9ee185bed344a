import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { flagOf, parseFlags } from '../config/resolve.ts';
import { checkSelection, selectionShape } from '../config/selection-options.ts';
import { corpusOptionsSchema } from '../corpus/corpus-options.ts';
import { findInputFiles } from '../corpus/input-files.ts';
import { generationOptionsSchema } from '../generation/schema.ts';
import { emissionOptionsSchema } from '../emission/emission-options.ts';
import { planSelection } from '../select/plan.ts';
import { select, type SelectStep } from '../select/select.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { selectionSummary } from './selection-summary.ts';
import { watchSignals } from './signals.ts';
import { tellSteps } from './tell-steps.ts';
import { print } from './terminal.ts';

const HELP = `
Expressions have columns by path (annotations.dataman.overall, \`odd name\`.score), text, id, numbers, "texts",
+ - * /, == != < <= > >=, in ("a", "b"), and, or, not, null, true, false, and the functions min, max, abs, log, exp,
round_half_even, coalesce, length(text) and tokens(text). Null spreads as in SQL; x == null asks for it. A document whose
score is null, a text, or a rating outside of its rater's range is left out and counted.

The folder has shards/ with the chosen documents, every column kept, in the order of the input; and selection.json: what
was read, chosen and dropped, by reason and by domain. What falls short of its part is reported, and never filled up
unless --upsample says so. docs/selection.md says which method when.

Examples:
  rewrite select --input 'web/*.jsonl.gz' --method top-k --by annotations.classifier.score --budget-tokens 1B --out good
      the best billion tokens
  rewrite select --input 'web/*.parquet' --method gumbel --by annotations.qurating.educational_value --temperature 2 \\
      --budget-tokens 1B --out edu
      a draw that prefers them (QuRating)
  rewrite select --input 'web/*.jsonl.gz' --method dsir --target 'wiki/*.jsonl.gz' --limit 100000 --out like-wiki
      a draw of what is like a target (DSIR)
  rewrite select --input rated.jsonl.gz --method top-k --domain-column source --domain-column annotations.dataman.domain \\
      --by 'annotations.dataman.overall + annotations.dataman.accuracy' --budget-tokens 10B --out dataman
      the best of every domain of every source, by token share (DataMan)
  rewrite select --input rated.jsonl.gz --where 'round_half_even(annotations.fineweb_edu.score) >= 3' --out edu3
  rewrite select --input rated.jsonl.gz --band middle --by annotations.perplexity.perplexity --out middle
  rewrite select --input 'web/*.jsonl.gz' --concepts 0.5 --budget-tokens 1B --out varied
      of topics that say the same again and again few documents stay, of varied ones many
  rewrite select --input web.jsonl.gz --domain-column topic --domains law=0.5,medicine=0.5 --budget-tokens 50M --out two`;

const schema = z
  .strictObject({
    input: z.array(z.string()).min(1).optional().meta({
      placeholder: 'GLOB',
      description: '.jsonl .ndjson .json (each also .gz .zst), .parquet; may be repeated',
    }),
    out: z.string().optional().meta({ placeholder: 'DIR', description: 'the folder to make' }),
    ...selectionShape,
    ...corpusOptionsSchema.pick({ text_column: true, id_column: true }).shape,
    ...emissionOptionsSchema.shape,
    ...generationOptionsSchema.pick({ api_key_env: true }).shape,
  })
  .superRefine(checkSelection);

/** `rewrite select`. */
export function addSelect(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('select')
    .description('choose documents of a corpus by score, condition, domain or likeness, up to a budget')
    .exitOverride();
  for (const option of optionsOf(schema)) command.addOption(option);
  command.addHelpText('after', HELP).action(async (flags: Record<string, unknown>) => {
    exit(await selectCommand(flags, process.cwd()));
  });
}

async function selectCommand(flags: Readonly<Record<string, unknown>>, cwd: string): Promise<number> {
  const { input, out: folder, api_key_env, ...options } = parseFlags(schema, flags);
  if (input === undefined) throw usageError('nothing to read: name files with --input.');
  if (folder === undefined) throw usageError('--out is missing: which folder should be made?');
  if (input.includes('-')) {
    throw usageError('--input - cannot be read twice, and a selection takes two passes: put it in a file first');
  }
  const plan = await planSelection(options, { cwd, apiKey: process.env[api_key_env] || undefined }, flagOf);
  const files = await findInputFiles(input, cwd);
  const out = resolve(cwd, folder);
  const signals = watchSignals();
  try {
    const report = await select(
      files,
      {
        out,
        plan,
        parameters: { input, ...options },
        textColumn: options.text_column,
        idColumn: options.id_column,
        format: options.format,
        shardRecords: options.shard_records,
      },
      {
        signal: signals.stop,
        now: () => new Date(),
        onProgress: tellSteps(STEPS, 'documents'),
        onWarning: (sentence) => process.stderr.write(`${sentence}\n`),
      },
    );
    print(selectionSummary(report, relative(cwd, out) || '.'));
    return 0;
  } finally {
    signals.close();
  }
}

const STEPS: Readonly<Record<SelectStep, string>> = {
  reading: 'step 1 of 3: reading and scoring',
  choosing: 'step 2 of 3: choosing',
  writing: 'step 3 of 3: writing',
};
