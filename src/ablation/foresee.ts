import { existsSync } from 'node:fs';
import { dryRun } from '../run/dry-run.ts';
import type { Job } from '../run/job.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Arm } from './ablation-file.ts';
import { armFolder, textFolders } from './arm-folder.ts';
import { armJob } from './arm-run.ts';
import { CONTROL_REPEATS, documentsOf } from './controls.ts';
import type { ArmWork } from './make-arm.ts';
import type { Sources } from './sources.ts';

/** What the documents are likely to give an arm, in generated tokens, where that is less than its budget. */
export interface Shortfall {
  readonly arm: string;
  readonly tokens: number;
}

/**
 * Plans an arm as its run would, and asks nobody. Says what it comes to if every rewrite is accepted and as long as its
 * strategy expects; nothing where that fills the budget. Throws a usage error for whatever is wrong with the arm.
 */
export async function foreseeArm(work: ArmWork, arm: Arm, sources: Sources): Promise<Shortfall[]> {
  const { ablation, out, surroundings, stop } = work;
  const [seed = 0] = ablation.seeds;
  let least = 1;
  for (const { folder, budgetTokens } of textFolders(ablation, arm, out, seed)) {
    // What is begun is not planned again.
    if (existsSync(folder)) continue;
    const isRun = arm.kind === 'run' && folder === armFolder(out, arm, seed);
    const tokens = isRun
      ? await plannedTokens(await armJob({ arm, seed, budgetTokens, sources, folder, surroundings }), stop)
      : await documentTokens(sources, budgetTokens, arm.kind === 'run' ? 1 : CONTROL_REPEATS[arm.kind], stop);
    least = Math.min(least, tokens / budgetTokens);
  }
  return least < 1 ? [{ arm: arm.name, tokens: Math.floor(least * ablation.budgetTokens) }] : [];
}

async function plannedTokens(job: Job, signal: AbortSignal): Promise<number> {
  const { strategies } = await dryRun(job, signal);
  return [...strategies.values()].reduce((sum, { generatedTokens }) => sum + generatedTokens, 0);
}

/** Of the documents themselves, several times over, as far as they are needed. */
async function documentTokens(
  { input }: Sources,
  budgetTokens: number,
  repeats: number,
  signal: AbortSignal,
): Promise<number> {
  let tokens = 0;
  for await (const { text } of documentsOf(input)) {
    signal.throwIfAborted();
    tokens += estimateTokens(text) * repeats;
    if (tokens >= budgetTokens) break;
  }
  return tokens;
}
