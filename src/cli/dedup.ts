import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/resolve.ts';
import { dedup, type DedupStep } from '../dedup/dedup.ts';
import type { DedupManifest } from '../dedup/manifest.ts';
import { findSources } from '../external/sources.ts';
import { emissionOptionsSchema } from '../emission/emission-options.ts';
import { visible } from '../text/visible.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { count, percent } from '../text/figures.ts';
import { table } from './format.ts';
import { watchSignals } from './signals.ts';
import { tellSteps } from './tell-steps.ts';
import { print } from './terminal.ts';

const HELP = `
Two records are near duplicates when they share one of 14 bands of 8 MinHash values, made of their runs of five words: at
a Jaccard similarity of 0.8 in 92% of cases, at 0.7 in 56%, at 0.6 in 21%, at 0.5 in 5%. Near duplicates of near
duplicates are in one cluster. --min-similarity also compares the two signatures, which refuses nearly all pairs far
below it.

The folder has shards/ with the record that stays of each cluster, as it came; rejects/ with the others, their reason
"duplicate" and the id that they repeat (or "contaminated" and the benchmark, with --contamination); and manifest.json,
which rewrite verify understands. It appears whole at the end. A job that is stopped or killed after step 1 leaves its work in
.DIR.dedup beside it, and the same command goes on from there.

Examples:
  rewrite dedup out/part-* --out out/unique
  rewrite dedup out/night-12 --by validation.grounding --out out/unique
      of a cluster, keep the record of the highest score
  rewrite dedup --input 'web/*.jsonl.gz' --min-similarity 0.7 --out web-unique`;

/** Threads beyond these find nothing to do: one thread reads. */
const MOST_THREADS = 8;

const schema = z.strictObject({
  input: z.array(z.string()).optional().meta({
    placeholder: 'GLOB',
    description: 'files of your own beside or instead of run directories; may be repeated',
  }),
  out: z.string().optional().meta({ placeholder: 'DIR', description: 'the folder to make' }),
  by: z.string().min(1).optional().meta({
    placeholder: 'FIELD',
    description:
      'keep the record with the highest number there, for example validation.copy or metadata.score (default: the longest text; of equal ones the first)',
  }),
  min_similarity: z.number().min(0).max(1).optional().meta({
    placeholder: 'S',
    description: 'least Jaccard similarity, as the signatures tell it, 0 to 1 (default: a shared band is enough)',
  }),
  contamination: z.array(z.string().min(1)).default([]).meta({
    placeholder: 'FILE',
    description:
      'also drop records with text of a benchmark in this index (rewrite contamination build); may be repeated',
  }),
  text_column: z
    .string()
    .default('text')
    .meta({ placeholder: 'NAME', description: 'column of the text in --input files' }),
  id_column: z.string().default('id').meta({ placeholder: 'NAME', description: 'column of the id in --input files' }),
  ...emissionOptionsSchema.shape,
  threads: z
    .int()
    .min(1)
    .max(64)
    .optional()
    .meta({ placeholder: 'N', description: `worker threads (default: one a core, at most ${MOST_THREADS})` }),
});

/** `rewrite dedup [DIR…]`. */
export function addDedup(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('dedup')
    .description('find near duplicates over all records of complete runs, and keep the best of each cluster')
    .argument('[DIR...]', 'complete run directories')
    .exitOverride();
  for (const option of optionsOf(schema)) command.addOption(option.helpGroup('Options:'));
  command.addHelpText('after', HELP).action(async (directories: readonly string[], flags: Record<string, unknown>) => {
    exit(await dedupCommand(directories, flags, process.cwd()));
  });
}

async function dedupCommand(
  directories: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  cwd: string,
): Promise<number> {
  const options = parseFlags(schema, flags);
  if (options.out === undefined) throw usageError('--out is missing: which folder should be made?');
  if (directories.length === 0 && options.input === undefined) {
    throw usageError('nothing to read: name run directories (rewrite dedup out/part-*), or files with --input.');
  }
  const sources = await findSources(directories, options.input ?? [], cwd);
  if (options.format === 'parquet' && sources.some(({ kind }) => kind === 'file')) {
    throw usageError('--format parquet holds records of runs only: files of your own become JSON lines (jsonl.gz).');
  }
  const out = resolve(cwd, options.out);
  const around = directories.find((directory) => !relative(resolve(cwd, directory), out).startsWith('..'));
  if (around !== undefined) throw usageError(`--out ${options.out} is within ${around}, which is read: name another.`);
  const signals = watchSignals();
  try {
    const manifest = await dedup(
      sources,
      {
        out,
        by: options.by,
        minSimilarity: options.min_similarity,
        contamination: options.contamination.map((path) => resolve(cwd, path)),
        textColumn: options.text_column,
        idColumn: options.id_column,
        format: options.format,
        shardRecords: options.shard_records,
        threads: options.threads ?? Math.min(MOST_THREADS, availableParallelism()),
      },
      { signal: signals.stop, now: () => new Date(), onProgress: tellSteps(STEPS, 'records'), onSkipped: tellSkipped },
    );
    print(summary(manifest, relative(cwd, out) || '.'));
    return 0;
  } finally {
    signals.close();
  }
}

function tellSkipped(detail: string): void {
  process.stderr.write(`the first row that is no record: ${visible(detail)}\n`);
}

const STEPS: Readonly<Record<DedupStep, string>> = {
  signing: 'step 1 of 3: reading and signing',
  signed: 'step 1 of 3: done already by an earlier call of this command',
  joining: 'step 2 of 3: putting near duplicates together',
  writing: 'step 3 of 3: writing',
};

/** `1 record`, `2 records`. */
function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function summary({ input, tasks, reasons, clusters, strategies, shards }: DedupManifest, out: string): string {
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));
  const skipped = Object.entries(input.skipped).map(([reason, rows]) => `, ${counted(rows, 'row')} skipped: ${reason}`);
  const rows = Object.entries(strategies).map(([name, { tasks: tally }]) => [
    name,
    count(tally.planned),
    count(tally.accepted),
    count(tally.rejected),
    share(tally.rejected, tally.planned),
  ]);
  const sizes = Object.entries(clusters.sizes).map(([size, number]) => `${count(number)} of ${size}`);
  const found = sizes.length === 0 ? '' : ` in ${counted(clusters.count, 'cluster')} (${sizes.join(', ')})`;
  const duplicates = reasons['duplicate'] ?? 0;
  const contaminated = reasons['contaminated'] ?? 0;
  const also = contaminated === 0 ? '' : `, ${count(contaminated)} contaminated`;
  const head = ['strategy', 'records', 'kept', 'dropped', 'share'];
  const rejects = tasks.rejected === 0 ? '' : `, what was dropped in ${out}/rejects`;
  return [
    `${counted(tasks.planned, 'record')} in ${counted(input.files.length, 'file')}${skipped.join('')}`,
    `${count(tasks.accepted)} kept, ${counted(duplicates, 'duplicate')} (${share(duplicates, tasks.planned)})${found}${also}`,
    '',
    ...(rows.length > 0 ? [table([head, ...rows]), ''] : []),
    `${counted(shards.length, 'shard')} in ${out}/shards${rejects}`,
  ].join('\n');
}
