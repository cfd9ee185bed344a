import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { runInnerJob } from '../../run/inner-run.ts';
import type { Job } from '../../run/job.ts';
import type { Manifest } from '../../run/manifest.ts';
import type { RunHooks, RunResult } from '../../run/run.ts';
import { assemble } from './assemble.ts';
import type { BuildSftOptions } from './options.ts';
import type { SftReport } from './report.ts';
import { programsJob, scoresJob, type StageSettings } from './stages.ts';
import { writeWindows } from './write-windows.ts';

/** How the work speaks with whoever started it, beside what each of its runs says. */
export interface BuildSftHooks extends RunHooks {
  /** Told before a stage begins. */
  readonly onStage: (stage: 'scores' | 'programs' | 'examples', job: Job) => void;
  /** Told when a stage's run ends, complete or not. */
  readonly onStageEnd: (result: RunResult, job: Job) => void;
}

/** The report, or undefined when it was stopped: the same again goes on. */
export type BuildSftResult = SftReport | undefined;

/**
 * Training data for a refiner, in three steps: a run that rates every document, a run that asks for programs about the
 * windows of those that are kept, and the assembly of their answers. Each begins where an earlier call left it; what
 * is complete asks nobody again. Rejects as a run does, and with the signal's reason when stopped between runs.
 */
export async function buildSft(
  settings: StageSettings,
  options: BuildSftOptions,
  hooks: BuildSftHooks,
): Promise<BuildSftResult> {
  const { folder } = settings;
  const stage = async (name: 'scores' | 'programs', job: Job): Promise<Manifest | undefined> => {
    hooks.onStage(name, job);
    const result = await runInnerJob(job, hooks);
    hooks.onStageEnd(result, job);
    return result.manifest;
  };

  const job = await scoresJob(settings);
  const scores = await stage('scores', job);
  if (scores === undefined) return undefined;
  if (!existsSync(folder.windows)) await writeWindows(folder, job, scores, hooks.stop);

  let programs: Manifest | undefined;
  if ((await stat(folder.windows)).size > 0) {
    programs = await stage('programs', await programsJob(settings));
    if (programs === undefined) return undefined;
  }
  hooks.onStage('examples', job);
  return assemble({ folder, job, scores, programs, options }, hooks.stop);
}
