import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { findInputFiles } from '../corpus/input-files.ts';
import { emissionOptionsSchema } from '../emission/emission-options.ts';
import { annotateMeasured } from '../raters/measured/annotate-measured.ts';
import type { MeasuredManifest } from '../raters/measured/manifest.ts';
import type { MeasuredOptions, MeasuredRater } from '../raters/measured/measured-rater.ts';
import type { ColumnSummary } from '../raters/measured/rating-summary.ts';
import { usageError } from '../vocabulary/error.ts';
import { count, percent, table } from './format.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

/** The flags of a command that rates documents with a measured rater. */
export const measuredJobSchema = z.strictObject({
  input: z.array(z.string()).optional().meta({
    placeholder: 'GLOB',
    description:
      'documents: .jsonl .ndjson .json (each also .gz .zst), .parquet, - for standard input; may be repeated',
  }),
  out: z.string().optional().meta({ placeholder: 'DIR', description: 'the folder to make' }),
  text_column: z.string().default('text').meta({ placeholder: 'NAME', description: 'column of the text' }),
  id_column: z.string().default('id').meta({ placeholder: 'NAME', description: 'column of the id' }),
  ...emissionOptionsSchema.shape,
  threads: z
    .int()
    .min(0)
    .max(64)
    .optional()
    .meta({ placeholder: 'N', description: 'worker threads (default: as many as pay; 0: none)' }),
});

/** Documents between two lines of progress. */
const TOLD_EVERY = 500_000;

/** Rates documents as the flags say, tells of it, and returns the exit code. Throws a usage error for what is missing. */
export async function rateDocuments(
  rater: MeasuredRater,
  options: MeasuredOptions,
  flags: z.output<typeof measuredJobSchema>,
  cwd: string,
): Promise<number> {
  if (flags.input === undefined) throw usageError('--input is missing: which documents are to be rated?');
  if (flags.out === undefined) throw usageError('--out is missing: which folder should be made?');
  const out = resolve(cwd, flags.out);
  const signals = watchSignals();
  let next = TOLD_EVERY;
  try {
    const manifest = await annotateMeasured(
      {
        rater,
        options,
        files: await findInputFiles(flags.input, cwd),
        textColumn: flags.text_column,
        idColumn: flags.id_column,
        out,
        format: flags.format,
        shardRecords: flags.shard_records,
        threads: flags.threads,
      },
      {
        signal: signals.stop,
        now: () => new Date(),
        onDocuments: (documents) => {
          if (documents < next) return;
          next += TOLD_EVERY;
          process.stderr.write(`${count(documents)} documents\n`);
        },
      },
    );
    print(summaryOf(manifest, relative(cwd, out) || '.'));
    return 0;
  } finally {
    signals.close();
  }
}

/** Quantiles that are shown, of those in the manifest. */
const SHOWN = ['0.01', '0.1', '0.5', '0.9', '0.99'] as const;
/** Names of a list that are shown: the most frequent. */
const MOST_NAMES = 12;

function summaryOf({ rater, input, tasks, columns, shards }: MeasuredManifest, out: string): string {
  const skipped = Object.entries(input.skipped).map(([reason, rows]) => `, ${count(rows)} skipped: ${reason}`);
  const unrated = tasks.failed === 0 ? '' : `, ${count(tasks.failed)} without a rating (${out}/rejects)`;
  const numbers = Object.entries(columns).flatMap(([name, column]) =>
    column.kind === 'numbers' ? [[name, figure(column.mean), ...SHOWN.map((share) => quantile(column, share))]] : [],
  );
  const names = Object.entries(columns).flatMap(([name, column]) =>
    column.kind === 'names' ? ['', namesOf(name, column)] : [],
  );
  const head = [`annotations.${rater.name}`, 'mean', ...SHOWN.map((share) => `${Number(share) * 100}% ≤`)];
  return [
    `${count(tasks.planned)} document${tasks.planned === 1 ? '' : 's'} rated${unrated}${skipped.join('')}`,
    '',
    table([head, ...numbers]),
    ...names,
    '',
    `${count(shards.length)} shard${shards.length === 1 ? '' : 's'} in ${out}/shards`,
  ].join('\n');
}

function quantile({ quantiles }: Extract<ColumnSummary, { kind: 'numbers' }>, share: string): string {
  return figure(quantiles[share] ?? 0);
}

function namesOf(column: string, { documents, counts }: Extract<ColumnSummary, { kind: 'names' }>): string {
  const shown = Object.entries(counts).slice(0, MOST_NAMES);
  if (shown.length === 0) return `  ${column}: none`;
  const rows = shown.map(([name, number]) => [name, count(number), percent(number / documents)]);
  return table([[column, 'documents', 'share'], ...rows]);
}

/** A number in four digits. */
function figure(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 1_000 ? count(value) : String(Number(value.toPrecision(4)));
}
