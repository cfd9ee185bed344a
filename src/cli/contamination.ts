import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/resolve.ts';
import { type BuildReport, buildContaminationIndex, MOST_ITEMS, NGRAM_WORDS } from '../contamination/build.ts';
import { findTextFiles } from '../corpus/input-files.ts';
import { refuseOverwriting } from '../corpus/refuse-overwriting.ts';
import { visible } from '../text/visible.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { count } from '../text/figures.ts';
import { table } from './format.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

const HELP = `
A run with --contamination FILE rejects every output that has 13 words in a row of one of the benchmarks, as
"contaminated" with the benchmark's name. Case, punctuation and white space make no difference. Runs of words that stand
in more than ${MOST_ITEMS} items are phrases of the benchmark's form, and not looked for; items of fewer words cannot be found.

An item is a row. In a .txt file it is a line; where blank lines stand between the lines, what stands between two of them.

Examples:
  rewrite contamination build --input 'bench/*.jsonl' --out bench.index
      each file is a benchmark of its own, by its name
  rewrite contamination build --input 'gsm8k/*.parquet' --name gsm8k \\
      --text-column question --text-column answer --out gsm8k.index
  rewrite --strategy mix --input 'corpus/*.jsonl.gz' --endpoint http://localhost:8000/v1 \\
      --contamination bench.index --contamination gsm8k.index`;

const schema = z.strictObject({
  input: z.array(z.string()).optional().meta({
    placeholder: 'GLOB',
    description: 'benchmark files: .jsonl .ndjson .json .txt (each also .gz .zst) or .parquet; may be repeated',
  }),
  out: z.string().optional().meta({ placeholder: 'FILE', description: 'the index to write' }),
  name: z
    .string()
    .min(1)
    .optional()
    .meta({ placeholder: 'NAME', description: "the benchmark's name, for all files (default: each file's own)" }),
  text_column: z.array(z.string().min(1)).min(1).default(['text']).meta({
    placeholder: 'NAME',
    description: 'column with text of an item (default text); repeat it for several: the first must be in every row',
  }),
  ngram_words: z
    .int()
    .min(8)
    .max(50)
    .default(NGRAM_WORDS)
    .meta({ placeholder: 'N', description: 'words in a row that count as found' }),
  most_items: z
    .int()
    .min(1)
    .default(MOST_ITEMS)
    .meta({ placeholder: 'N', description: 'what stands in more items is not looked for' }),
});

/** `rewrite contamination build`. */
export function addContamination(program: Command, exit: (code: number) => void): void {
  const contamination = program
    .command('contamination')
    .description('indexes of benchmarks, whose text no output may have')
    .exitOverride();
  const build = contamination
    .command('build')
    .description('make an index of benchmark files, for --contamination of a run')
    .exitOverride();
  for (const option of optionsOf(schema)) build.addOption(option.helpGroup('Options:'));
  build.addHelpText('after', HELP).action(async (flags: Record<string, unknown>) => {
    exit(await buildCommand(flags, process.cwd()));
  });
}

async function buildCommand(flags: Readonly<Record<string, unknown>>, cwd: string): Promise<number> {
  const options = parseFlags(schema, flags);
  if (options.input === undefined) throw usageError('--input is missing: which benchmark files?');
  if (options.out === undefined) throw usageError('--out is missing: where should the index go?');
  const out = resolve(cwd, options.out);
  const files = await findTextFiles(options.input, cwd);
  await refuseOverwriting(out, files);
  const signals = watchSignals();
  try {
    const report = await buildContaminationIndex({
      files,
      name: options.name,
      textColumns: options.text_column,
      ngramWords: options.ngram_words,
      mostItems: options.most_items,
      out,
      signal: signals.stop,
    });
    if (report.firstUnreadable !== undefined) {
      process.stderr.write(`the first that cannot be read: ${visible(report.firstUnreadable)}\n`);
    }
    print(summary(report, relative(cwd, out)));
    return 0;
  } finally {
    signals.close();
  }
}

function summary({ benchmarks, ngrams, common }: BuildReport, out: string): string {
  const rows = benchmarks.map(({ name, items, tooShort, skipped, ngrams: own }) => [
    name,
    count(items),
    count(own),
    count(tooShort),
    count(skipped),
  ]);
  return [
    table([['benchmark', 'items', 'n-grams', 'too short', 'unreadable'], ...rows]),
    '',
    `${count(ngrams)} n-grams → ${out}; ${count(common)} common ones left out`,
  ].join('\n');
}
