import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Surroundings } from '../run/job.ts';
import type { EmbeddingServers } from '../run/open-embedder.ts';
import { writeJsonFile } from '../run/manifest.ts';
import type { RunHooks } from '../run/run.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { makeFolder } from '../text/make-folder.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import type { Ablation, Arm } from './ablation-file.ts';
import { checkBegunWith } from './begun-with.ts';
import { finishArm } from './finish-arm.ts';
import { foreseeArm, type Shortfall } from './foresee.ts';
import { readImported } from './import/imported.ts';
import { withImported } from './import/with-imported.ts';
import { KeptEmbeddings } from './kept-embeddings.ts';
import { type ArmWork, type Made, makeArm } from './make-arm.ts';
import { embeddingMeter } from './metrics/embedding-metrics.ts';
import { ratingMeter } from './metrics/ratings.ts';
import type { SampleMeter, SampleOf } from './metrics/sample-metric.ts';
import { SOURCE_OVERLAP, sourceOverlap } from './metrics/source-overlap.ts';
import { type AblationResults, composeResults, type FinishedArm } from './results.ts';
import { SharedAnswers } from './shared-answers.ts';
import { type Sources, splitSources } from './sources.ts';

/** Arms that run at a time: more than a few, since arms of one budget drain their last requests at about the same time. */
const ARMS_AT_A_TIME = 6;

/** How the work speaks with whoever started it. */
export interface AblateHooks {
  readonly stop: AbortSignal;
  /** Hooks for the run of one arm. */
  readonly runHooks: (arm: string, seed: number) => RunHooks;
  readonly onSources: (sources: Sources, arms: readonly string[]) => void;
  /** Arms that the documents will not fill; told before anybody is asked anything. */
  readonly onShort: (arms: readonly Shortfall[]) => void;
  /** An arm with a seed has its texts, or, with an error, never will. */
  readonly onArm: (arm: string, seed: number, failure?: RewriteError) => void;
  /** A rater has rated the sample of an arm and seed: of so many questions, `sent` were not answered before. */
  readonly onRated: (rater: string, of: SampleOf, questions: number, sent: number) => void;
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
    await checkBegunWith(ablation, out);
    const imported = await readImported(out);
    const made: Made = { failures: new Map(), runs: new Map(), controls: new Map() };
    const { stop, runHooks } = hooks;
    const work: ArmWork = { ablation, out, surroundings, answers, made, stop, runHooks };
    const sources = await prepare(work, hooks).catch((error: unknown) => {
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
      const results = withImported(own, imported);
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
async function prepare(work: ArmWork, { onSources, onShort, onArm }: AblateHooks): Promise<SourcesOfArms> {
  const { ablation, out, surroundings, made, stop } = work;
  const sources = await sourcesOfArms(ablation, out, surroundings.cwd, stop);
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

/** Does some work with whoever measures samples, and closes what they keep. */
async function withMeters<T>(
  ablation: Ablation,
  out: string,
  surroundings: Surroundings,
  { stop, runHooks, onRated }: AblateHooks,
  work: (meters: readonly SampleMeter[]) => Promise<T>,
): Promise<T> {
  const { metrics, embeddings, raters } = ablation;
  const folder = join(out, 'ratings');
  if (raters.length > 0) await makeFolder(folder);
  // The answers of models that rate lie apart: their time is none of the arms'.
  const ratings = raters.length > 0 ? new SharedAnswers(join(folder, 'answers.sqlite')) : undefined;
  const kept = embeddings === undefined ? undefined : new KeptEmbeddings(join(out, 'embeddings.sqlite'));
  try {
    return await work([
      ...(metrics.includes(SOURCE_OVERLAP.name) ? [sourceOverlap] : []),
      ...(kept === undefined || embeddings === undefined
        ? []
        : [embeddingMeter(serversOf(embeddings, surroundings), kept, stop)]),
      ...(ratings === undefined
        ? []
        : await Promise.all(
            raters.map((rater) =>
              ratingMeter(rater, { folder, surroundings, hooks: runHooks(rater.name, 0), answers: ratings, onRated }),
            ),
          )),
    ]);
  } finally {
    ratings?.close();
    kept?.close();
  }
}

function serversOf(
  { endpoint, model, api_key_env: variable }: NonNullable<Ablation['embeddings']>,
  { env }: Surroundings,
): EmbeddingServers {
  return { endpoints: endpoint, model, apiKey: env[variable] || undefined };
}

/** Documents, and the names of the arms that are made of them. */
type SourcesOfArms = ReadonlyMap<Sources, readonly string[]>;

/** The documents of each arm: arms that read the same share one split. */
async function sourcesOfArms(ablation: Ablation, out: string, cwd: string, stop: AbortSignal): Promise<SourcesOfArms> {
  const byInput = new Map<string, { readonly sources: Sources; readonly arms: string[] }>();
  for (const arm of ablation.arms) {
    const sources = await splitSources(ablation, arm.options, join(out, 'sources'), cwd, stop);
    const [key = ''] = sources.input;
    const known = byInput.get(key);
    if (known === undefined) byInput.set(key, { sources, arms: [arm.name] });
    else known.arms.push(arm.name);
  }
  return new Map([...byInput.values()].map(({ sources, arms }) => [sources, arms]));
}

function sourceOf(sources: SourcesOfArms, arm: Arm): Sources {
  const found = [...sources].find(([, arms]) => arms.includes(arm.name));
  if (found === undefined) throw new Error(`Arm ${arm.name} has no documents.`);
  return found[0];
}
