import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Job, prepareJob, type Surroundings } from '../run/job.ts';
import { type Manifest, writeTextFile } from '../run/manifest.ts';
import { run, type RunHooks } from '../run/run.ts';
import { makeFolder } from '../text/make-folder.ts';
import type { Arm } from './ablation-file.ts';
import { openSharing } from './open-sharing.ts';
import type { SharedAnswers } from './shared-answers.ts';
import type { Sources } from './sources.ts';

export interface ArmRunOptions {
  readonly arm: Arm;
  readonly seed: number;
  /** Generated tokens. */
  readonly budgetTokens: number;
  readonly sources: Sources;
  /** The run directory. */
  readonly folder: string;
  readonly surroundings: Surroundings;
}

/** The job of one arm and seed. Throws a usage error for whatever is wrong with the arm. */
export async function armJob({ arm, seed, budgetTokens, sources, folder, surroundings }: ArmRunOptions): Promise<Job> {
  const { options, mix } = arm;
  let { strategy } = options;
  if (mix !== undefined) {
    strategy = join(folder, '..', 'mix.yaml');
    await makeFolder(join(folder, '..'));
    await writeTextFile(strategy, [stringify({ name: arm.name, ...mix })]);
  }
  // As for a run: without documents of one's own and without a server the built-in rules answer.
  const builtIn =
    options.input === undefined && options.endpoint.length === 0 && options.models['default'] === undefined;
  const backend = options.backend ?? (builtIn ? 'extractive' : undefined);
  return prepareJob(
    {
      ...options,
      ...(backend === undefined ? {} : { backend }),
      strategy,
      input: [...sources.input],
      text_column: 'text',
      id_column: 'id',
      out: folder,
      seed,
      budget_tokens: budgetTokens,
      format: 'jsonl.gz',
    },
    surroundings,
  );
}

/** A run of an arm that is complete. */
export interface CompleteRun {
  readonly job: Job;
  readonly manifest: Manifest;
}

/**
 * Runs an arm as far as its budget, the sources or the signal let it; an arm that is complete asks nobody. Resolves to
 * undefined when it was stopped. Answers come through `answers`.
 */
export async function runArm(
  job: Job,
  seed: number,
  answers: SharedAnswers,
  hooks: RunHooks,
): Promise<CompleteRun | undefined> {
  const { manifest } = await run(job, { ...hooks, openBackend: openSharing(answers, seed) });
  return manifest === undefined ? undefined : { job, manifest };
}
