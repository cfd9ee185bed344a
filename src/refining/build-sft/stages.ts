import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunOptions } from '../../config/run-options.ts';
import { prepareInnerJob, refuseStandardInput } from '../../run/inner-run.ts';
import type { Job, Surroundings } from '../../run/job.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { SftFolder } from './folder.ts';
import { NOISE_TYPES, RATINGS } from './strategies.ts';

/** What the two runs have in common: the options of the command. */
export interface StageSettings {
  readonly folder: SftFolder;
  readonly options: RunOptions;
  readonly surroundings: Surroundings;
}

/** The run that rates every document twice. Its job also says how the corpus is read. */
export async function scoresJob({ folder, options, surroundings }: StageSettings): Promise<Job> {
  const standing = existsSync(folder.windows);
  if (standing) await checkLimit(folder, options.limit);
  const job = await prepareInnerJob(folder.scores, surroundings, {
    ...options,
    strategy: Object.values(RATINGS).join(','),
    // What is rated later would be of documents whose windows are not asked about.
    retry_failed: options.retry_failed && !standing,
  });
  refuseStandardInput(job, 'build-sft');
  return job;
}

/** The run that asks about every window for each kind of noise. */
export async function programsJob({ folder, options, surroundings }: StageSettings): Promise<Job> {
  const { limit: _, ...rest } = options;
  return prepareInnerJob(folder.programs, surroundings, {
    ...rest,
    strategy: NOISE_TYPES.join(','),
    input: [folder.windows],
    text_column: 'text',
    id_column: 'id',
  });
}

const configSchema = z.object({ growing: z.object({ limit: z.number().nullable() }) });

/** The windows are those of the documents that were read first: the limit cannot grow any more. */
async function checkLimit({ scores, windows, out }: SftFolder, limit: number | undefined): Promise<void> {
  const text = await readFile(join(scores, 'config.json'), 'utf8').catch((error: unknown) => {
    throw usageError(`${windows} is there, and ${scores} is not: put the run back, or choose another --out.`, error);
  });
  const { growing } = configSchema.parse(JSON.parse(text));
  if (growing.limit === (limit ?? null)) return;
  throw usageError(
    `${out} was begun with ${growing.limit === null ? 'no --limit' : `--limit ${growing.limit}`}, and its windows are written: give the same again, or choose another --out.`,
  );
}
