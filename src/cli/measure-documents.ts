import { relative, resolve } from 'node:path';
import type { RunOptions } from '../config/run-options.ts';
import { findInputFiles } from '../corpus/input-files.ts';
import { annotateMeasured } from '../raters/measured/annotate-measured.ts';
import type { MeasuredOptions, MeasuredRater } from '../raters/measured/measured-rater.ts';
import { annotateReport } from './annotate-report.ts';
import { count } from '../text/figures.ts';
import { watchSignals } from './signals.ts';
import { openTerminal, print } from './terminal.ts';

/** Options of a run that mean the same to a rater that measures. */
export const MEASURING_OPTIONS = [
  'input',
  'text_column',
  'id_column',
  'format',
  'shard_records',
  'shard',
  'progress',
  'log_format',
  'quiet',
] as const;

export interface MeasureDocuments extends Pick<RunOptions, (typeof MEASURING_OPTIONS)[number]> {
  /** The folder to make, as it was given. */
  readonly out: string;
  /** Worker threads; undefined: as many as pay. */
  readonly threads: number | undefined;
}

/** Rates documents with a rater that measures, tells of it, and returns the exit code. Throws what the job throws. */
export async function measureDocuments(
  rater: MeasuredRater,
  measuring: MeasuredOptions,
  options: MeasureDocuments,
  cwd: string,
): Promise<number> {
  const { progress, log } = openTerminal(options);
  const signals = watchSignals();
  const out = resolve(cwd, options.out);
  try {
    const manifest = await annotateMeasured(
      {
        rater,
        options: measuring,
        files: await findInputFiles(options.input ?? [], cwd),
        part: options.shard,
        textColumn: options.text_column,
        idColumn: options.id_column,
        out,
        format: options.format,
        shardRecords: options.shard_records,
        threads: options.threads,
      },
      { signal: signals.stop, now: () => new Date(), onDocuments: createTold((line) => log.info(line)) },
    );
    if (!options.quiet) print(annotateReport(manifest, relative(cwd, out) || '.'));
    return 0;
  } finally {
    progress.stop();
    signals.close();
  }
}

/** Documents between two lines about them. */
const TOLD_EVERY = 1_000_000;

function createTold(tell: (line: string) => void): (documents: number) => void {
  let next = TOLD_EVERY;
  return (documents) => {
    if (documents < next) return;
    next += TOLD_EVERY;
    tell(`${count(documents)} documents`);
  };
}
