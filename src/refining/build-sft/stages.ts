import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunOptions } from '../../config/run-options.ts';
import { type Job, prepareJob, type Surroundings } from '../../run/job.ts';
import { type Manifest, readManifest } from '../../run/manifest.ts';
import { type RunHooks, run, type RunResult } from '../../run/run.ts';
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
  const job = await stageJob(folder.scores, surroundings, {
    ...options,
    strategy: Object.values(RATINGS).join(','),
    out: folder.scores,
    // What is rated later would be of documents whose windows are not asked about.
    retry_failed: options.retry_failed && !standing,
  });
  if (job.files.some(({ path }) => path === '-')) {
    throw usageError(
      '--input - cannot be read again, and build-sft reads the corpus more than once: write it to a file.',
    );
  }
  return job;
}

/** The run that asks about every window for each kind of noise. */
export async function programsJob({ folder, options, surroundings }: StageSettings): Promise<Job> {
  const { limit: _, ...rest } = options;
  return stageJob(folder.programs, surroundings, {
    ...rest,
    strategy: NOISE_TYPES.join(','),
    input: [folder.windows],
    text_column: 'text',
    id_column: 'id',
    out: folder.programs,
  });
}

/**
 * Both stages read whole inputs into shards of one form, whatever `rewrite.yaml` says for other runs. Their texts are
 * ratings and lists, which may well be alike.
 */
async function stageJob(directory: string, surroundings: Surroundings, options: RunOptions): Promise<Job> {
  const { budget_tokens: _, rewrites_per_document: __, ledger_dir: ___, backend, ...rest } = options;
  const settings: RunOptions = {
    ...rest,
    metadata: 'drop',
    format: 'jsonl.gz',
    shard: { index: 0, of: 1 },
    duplicates: 'keep',
  };
  // A stage that is complete asks nobody: it need not be clear who would answer.
  const complete = await readManifest(directory);
  const answering = backend ?? (options.endpoint.length > 0 ? undefined : backendOf(complete));
  return prepareJob(answering === undefined ? settings : { ...settings, backend: answering }, {
    ...surroundings,
    rehearsal: complete !== undefined,
    raters: true,
  });
}

function backendOf(complete: Manifest | undefined): RunOptions['backend'] {
  return complete?.backend === 'extractive' ? 'extractive' : undefined;
}

/** Runs a stage to its end, or as far as it comes. A stage that was complete before asks no server. */
export async function runStage(job: Job, hooks: RunHooks): Promise<RunResult> {
  const asks = job.backend === 'extractive' || Object.keys(job.models).length > 0;
  if (asks) return run(job, hooks);
  return run(job, {
    ...hooks,
    openBackend: () => {
      throw usageError(`${job.out} has more to ask about than before: give --endpoint http://host:port/v1.`);
    },
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
