import type { RunOptions } from '../config/run-options.ts';
import { usageError } from '../vocabulary/error.ts';
import { type Job, prepareJob, type Surroundings } from './job.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type PartOptions, WHOLE } from './part.ts';
import { run, type RunHooks, type RunResult } from './run.ts';

/**
 * The job of a run that is a step of another command, in its own folder `out`: it reads its whole input, or the
 * part that the command takes, into shards of one form, whatever `rewrite.yaml` says for other runs, and may name
 * raters. Its texts are ratings and programs, which
 * may well be alike.
 */
export async function prepareInnerJob(
  out: string,
  surroundings: Surroundings,
  options: RunOptions,
  part: PartOptions['part'] = WHOLE,
): Promise<Job> {
  const { budget_tokens: _, rewrites_per_document: __, ledger_dir: ___, selection: ____, backend, ...rest } = options;
  const settings: RunOptions = {
    ...rest,
    out,
    metadata: 'drop',
    format: 'jsonl.gz',
    shard: part,
    duplicates: 'keep',
  };
  // A run that is complete asks nobody: it need not be clear who would answer.
  const complete = await readManifest(out);
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

/** Throws a usage error where a job reads standard input: a command of several steps reads its corpus more than once. */
export function refuseStandardInput({ files }: Job, command: string): void {
  if (files.every(({ path }) => path !== '-')) return;
  throw usageError(
    `--input - cannot be read again, and ${command} reads the corpus more than once: write it to a file.`,
  );
}

/** Runs such a job to its end, or as far as it comes. One that was complete before asks no server. */
export async function runInnerJob(job: Job, hooks: RunHooks): Promise<RunResult> {
  const asks = job.backend === 'extractive' || Object.keys(job.models).length > 0;
  if (asks) return run(job, hooks);
  return run(job, {
    ...hooks,
    openBackend: () => {
      throw usageError(`${job.out} has more to ask about than before: give --endpoint http://host:port/v1.`);
    },
  });
}
