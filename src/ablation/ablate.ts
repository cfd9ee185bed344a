import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Surroundings } from '../run/job.ts';
import { writeJsonFile } from '../run/manifest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { makeFolder } from '../text/make-folder.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import type { Ablation, Arm } from './ablation-file.ts';
import { isBegunWith, noteBegunWith } from './begun-with.ts';
import { finishArm } from './finish-arm.ts';
import { foreseeArm, type Shortfall } from './foresee.ts';
import { readImported } from './import/imported.ts';
import { withImported } from './import/with-imported.ts';
import { type ArmWork, type Made, makeArm } from './make-arm.ts';
import { type MeterHooks, withMeters } from './metrics/with-meters.ts';
import { type AblationResults, composeResults, type FinishedArm } from './results.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { Sources } from './sources.ts';
import { sourceOf, type SourcesOfArms, sourcesOfArms } from './sources-of-arms.ts';

/** Arms that run at a time: more than a few, since arms of one budget drain their last requests at about the same time. */
const ARMS_AT_A_TIME = 6;

/** How the work speaks with whoever started it. */
export interface AblateHooks extends MeterHooks {
  readonly onSources: (sources: Sources, arms: readonly string[]) => void;
  /** Arms that the documents will not fill; told before anybody is asked anything. */
  readonly onShort: (arms: readonly Shortfall[]) => void;
  /** An arm with a seed has its texts, or, with an error, never will. */
  readonly onArm: (arm: string, seed: number, failure?: RewriteError) => void;
  readonly onMeasured: (arm: string, seed: number) => void;
}

/**
 * Makes every arm with every seed to the same budget of tokens, measures and compares them, and writes `results.json`.
 * When it is stopped, results are of the arms that are complete by then; the same again goes on. An arm that cannot be
 * made is told of, and the others go on. Undefined when it was stopped before anything was asked. Throws a usage error
 * for a folder that another ablation was begun in or that another process works in, and the errors of the whole (no
 * documents, no arm that rewrites).
 */
export async function ablate(
  ablation: Ablation,
  out: string,
  surroundings: Surroundings,
  hooks: AblateHooks,
): Promise<AblationResults | undefined> {
  await makeFolder(out);
  // Whoever has it open works in this folder: another process is refused here.
  const answers = new SharedAnswers(join(out, 'answers.sqlite'));
  try {
    const isBegun = await isBegunWith(ablation, out);
    // A damaged file is told of now, not after hours.
    await readImported(out);
    const made: Made = { failures: new Map(), runs: new Map(), controls: new Map() };
    const { stop, runHooks } = hooks;
    const work: ArmWork = { ablation, out, surroundings, answers, made, stop, runHooks };
    const sources = await prepare(work, isBegun, hooks).catch((error: unknown) => {
      if (stop.aborted && error === stop.reason) return undefined;
      throw error;
    });
    if (sources === undefined) return undefined;
    return await withMeters(ablation, out, surroundings, hooks, async (meters) => {
      await makeArms(work, sources, hooks);
      const troubles = new Set<string>();
      const onTrouble = (sentence: string) => troubles.add(sentence);
      const finished: FinishedArm[] = [];
      for (const arm of ablation.arms) {
        const measuring = { meters, onMeasured: hooks.onMeasured, onTrouble };
        finished.push(await finishArm(work, arm, sourceOf(sources, arm), measuring));
      }
      const sampled = { metrics: meters.flatMap(({ metrics }) => metrics), troubles: [...troubles] };
      const own = composeResults(ablation, finished, sources, answers.counts, TOOL_VERSION, sampled);
      // Read again: more may have been imported meanwhile.
      const results = withImported(own, await readImported(out));
      await writeJsonFile(join(out, 'results.json'), results);
      return results;
    });
  } finally {
    answers.close();
  }
}

/**
 * Splits the documents, and plans every arm: one that cannot be made is told of now, not after hours. Throws a usage
 * error where no arm is left that rewrites: there would be nothing to compare.
 */
async function prepare(
  work: ArmWork,
  isBegun: boolean,
  { onSources, onShort, onArm }: AblateHooks,
): Promise<SourcesOfArms> {
  const { ablation, out, surroundings, made, stop } = work;
  const sources = await sourcesOfArms(ablation, { out, cwd: surroundings.cwd, isBegun, stop });
  for (const [own, arms] of sources) onSources(own, arms);
  const short: Shortfall[] = [];
  const failures = new Map<Arm, RewriteError>();
  for (const arm of ablation.arms) {
    try {
      short.push(...(await foreseeArm(work, arm, sourceOf(sources, arm))));
    } catch (error) {
      if (!(error instanceof RewriteError)) throw error;
      failures.set(arm, error);
    }
  }
  const rewriting = ablation.arms.filter(({ kind }) => kind === 'run');
  if (failures.size > 0 && rewriting.every((arm) => failures.has(arm))) throw noneToMake(failures);
  if (!isBegun) await noteBegunWith(ablation, out);
  for (const [arm, error] of failures) {
    made.failures.set(arm.name, error.message);
    onArm(arm.name, ablation.seeds[0] ?? 0, error);
  }
  if (short.length > 0) onShort(short);
  return sources;
}

/** What is wrong with arms, each sentence once with the names of all that it is true of. */
function noneToMake(failures: ReadonlyMap<Arm, RewriteError>): RewriteError {
  const sentences = new Set([...failures.values()].map(({ message }) => message));
  const told = [...sentences].map((sentence) => {
    const names = [...failures].flatMap(([{ name }, { message }]) => (message === sentence ? [name] : []));
    return `${names.join(', ')}: ${sentence}`;
  });
  return usageError(`No arm that rewrites can be made, so there is nothing to compare.\n${told.join('\n')}`);
}

/** Makes the arms, some at a time; what became of each is noted in `work.made`. */
async function makeArms(work: ArmWork, sources: SourcesOfArms, { onArm }: AblateHooks): Promise<void> {
  const { ablation, made, stop } = work;
  const limit = pLimit(ARMS_AT_A_TIME);
  const makeOne = async (arm: Arm, seed: number): Promise<void> => {
    if (stop.aborted || made.failures.has(arm.name)) return;
    try {
      await makeArm(work, arm, seed, sourceOf(sources, arm));
      if (!stop.aborted) onArm(arm.name, seed);
    } catch (error) {
      if (stop.aborted && error === stop.reason) return;
      if (!(error instanceof RewriteError)) throw error;
      // Its other seeds end alike.
      if (made.failures.has(arm.name)) return;
      made.failures.set(arm.name, error.message);
      onArm(arm.name, seed, error);
    }
  };
  await Promise.all(ablation.seeds.flatMap((seed) => ablation.arms.map((arm) => limit(() => makeOne(arm, seed)))));
}
