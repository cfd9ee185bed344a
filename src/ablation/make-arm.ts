import type { Surroundings } from '../run/job.ts';
import type { RunHooks } from '../run/run.ts';
import type { Ablation, Arm } from './ablation-file.ts';
import { armFolder, textFolders } from './arm-folder.ts';
import { armJob, type CompleteRun, runArm } from './arm-run.ts';
import { CONTROL_REPEATS, type ControlRecord, writeControl } from './controls.ts';
import type { SharedAnswers } from './shared-answers.ts';
import type { Sources } from './sources.ts';

/** What has become of the arms so far. */
export interface Made {
  /** Arm → why it cannot be made. */
  readonly failures: Map<string, string>;
  /** Run directory → its job and manifest, of runs that are complete. */
  readonly runs: Map<string, CompleteRun>;
  /** Folder of documents themselves → the writing of it, which all seeds wait for; none of one that failed or was stopped. */
  readonly controls: Map<string, Promise<ControlRecord>>;
}

/** What all arms of an ablation are made with. */
export interface ArmWork {
  readonly ablation: Ablation;
  readonly out: string;
  readonly surroundings: Surroundings;
  readonly answers: SharedAnswers;
  readonly made: Made;
  readonly stop: AbortSignal;
  /** Hooks for the run of one arm. */
  readonly runHooks: (arm: string, seed: number) => RunHooks;
}

/** Makes the texts of one arm and seed, or as many as the signal lets it; what is complete is noted in `work.made`. */
export async function makeArm(work: ArmWork, arm: Arm, seed: number, sources: Sources): Promise<void> {
  const { ablation, out, surroundings, answers, made, stop, runHooks } = work;
  const runFolder = armFolder(out, arm, seed);
  for (const { folder, budgetTokens } of textFolders(ablation, arm, out, seed)) {
    if (arm.kind === 'run' && folder === runFolder) {
      const job = await armJob({ arm, seed, budgetTokens, sources, folder, surroundings });
      const run = await runArm(job, seed, answers, runHooks(arm.name, seed));
      if (run !== undefined) made.runs.set(folder, run);
    } else {
      const repeats = arm.kind === 'run' ? 1 : CONTROL_REPEATS[arm.kind];
      const writing =
        made.controls.get(folder) ??
        writeControl({ input: sources.input, signal: stop, folder, budgetTokens, repeats });
      made.controls.set(folder, writing);
      try {
        await writing;
      } catch (error) {
        made.controls.delete(folder);
        throw error;
      }
    }
  }
}
