import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
import { finishArm } from './finish-arm.ts';
import { readImported } from './import/imported.ts';
import { withImported } from './import/with-imported.ts';
import { KeptEmbeddings } from './kept-embeddings.ts';
import { type ArmWork, type Made, makeArm } from './make-arm.ts';
import { embeddingMeter } from './metrics/embedding-metrics.ts';
import { ratingMeter } from './metrics/ratings.ts';
import { SOURCE_OVERLAP, sourceOverlap } from './metrics/source-overlap.ts';
import { type AblationResults, composeResults, type FinishedArm } from './results.ts';
import { SharedAnswers } from './shared-answers.ts';
import { type Sources, splitSources } from './sources.ts';

/** Arms that run at a time: enough to keep servers busy while one of them drains. */
const ARMS_AT_A_TIME = 4;

/** How the work speaks with whoever started it. */
export interface AblateHooks {
  readonly stop: AbortSignal;
  /** Hooks for the run of one arm. */
  readonly runHooks: (arm: string, seed: number) => RunHooks;
  readonly onSources: (sources: Sources, arms: readonly string[]) => void;
  /** An arm with a seed has its texts, or, with a sentence, never will. */
  readonly onArm: (arm: string, seed: number, failure?: string) => void;
  readonly onMeasured: (arm: string, seed: number) => void;
}

/**
 * Makes every arm with every seed to the same budget of tokens, measures and compares them, and writes `results.json`.
 * When it is stopped, results are of the arms that are complete by then; the same again goes on. An arm that cannot be
 * made is told of, and the others go on. Undefined when it was stopped before its documents were split. Throws a usage
 * error for a folder that another ablation was begun in, and the errors of the whole (no documents).
 */
export async function ablate(
  ablation: Ablation,
  out: string,
  surroundings: Surroundings,
  hooks: AblateHooks,
): Promise<AblationResults | undefined> {
  await makeFolder(out);
  await checkSame(ablation, out);
  const imported = await readImported(out);
  const sources = await sourcesOfArms(ablation, out, surroundings.cwd, hooks).catch((error: unknown) => {
    if (hooks.stop.aborted && error === hooks.stop.reason) return undefined;
    throw error;
  });
  if (sources === undefined) return undefined;
  const raters = await Promise.all(
    ablation.raters.map((rater) =>
      ratingMeter(rater, { folder: join(out, 'ratings'), surroundings, hooks: hooks.runHooks(rater.name, 0) }),
    ),
  );
  const kept = ablation.embeddings === undefined ? undefined : new KeptEmbeddings(join(out, 'embeddings.sqlite'));
  const meters = [
    ...(ablation.metrics.includes(SOURCE_OVERLAP.name) ? [sourceOverlap] : []),
    ...(kept === undefined || ablation.embeddings === undefined
      ? []
      : [embeddingMeter(serversOf(ablation.embeddings, surroundings), kept, hooks.stop)]),
    ...raters,
  ];
  const answers = new SharedAnswers(join(out, 'answers.sqlite'));
  const made: Made = { failures: new Map(), runs: new Map(), controls: new Map() };
  const work: ArmWork = { ablation, out, surroundings, answers, made, stop: hooks.stop, runHooks: hooks.runHooks };
  try {
    const limit = pLimit(ARMS_AT_A_TIME);
    await Promise.all(
      ablation.seeds.flatMap((seed) =>
        ablation.arms.map((arm) =>
          limit(async () => {
            if (hooks.stop.aborted || made.failures.has(arm.name)) return;
            try {
              await makeArm(work, arm, seed, sourceOf(sources, arm));
              if (!hooks.stop.aborted) hooks.onArm(arm.name, seed);
            } catch (error) {
              if (hooks.stop.aborted && error === hooks.stop.reason) return;
              if (!(error instanceof RewriteError)) throw error;
              made.failures.set(arm.name, error.message);
              hooks.onArm(arm.name, seed, error.message);
            }
          }),
        ),
      ),
    );
    const troubles = new Set<string>();
    const measuring = { meters, onMeasured: hooks.onMeasured, onTrouble: (sentence: string) => troubles.add(sentence) };
    const finished: FinishedArm[] = [];
    for (const arm of ablation.arms) finished.push(await finishArm(work, arm, sourceOf(sources, arm), measuring));
    const sampled = { metrics: meters.flatMap(({ metrics }) => metrics), troubles: [...troubles] };
    const own = composeResults(ablation, finished, sources, answers.counts, TOOL_VERSION, sampled);
    const results = withImported(own, imported);
    await writeJsonFile(join(out, 'results.json'), results);
    return results;
  } finally {
    answers.close();
    kept?.close();
  }
}

function serversOf(
  { endpoint, model, api_key_env: variable }: NonNullable<Ablation['embeddings']>,
  { env }: Surroundings,
): EmbeddingServers {
  return { endpoints: endpoint, model, apiKey: env[variable] || undefined };
}

/** What an ablation was begun with, so that another one in the same folder is told apart. */
async function checkSame({ arms, budgetTokens, documents, heldOut }: Ablation, out: string): Promise<void> {
  const path = join(out, 'ablation.json');
  const described = {
    budget_tokens: budgetTokens,
    documents,
    held_out: heldOut,
    arms: Object.fromEntries(
      arms.map(({ name, kind, mix, originalShare, options }) => {
        const { strategy, input, model, limit, rewrites_per_document } = options;
        return [
          name,
          { kind, mix, original_share: originalShare, strategy, input, model, limit, rewrites_per_document },
        ];
      }),
    ),
  };
  if (existsSync(path)) {
    const before = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const now = JSON.parse(JSON.stringify(described)) as Record<string, unknown>;
    const changed = Object.keys(now).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
    if (changed.length > 0) {
      throw usageError(
        `${out} was begun with other ${changed.join(', ')}: take another --out, or put the file back as it was.`,
      );
    }
    return;
  }
  await writeJsonFile(path, described);
}

/** The documents of each arm: arms that read the same share one split. */
async function sourcesOfArms(
  ablation: Ablation,
  out: string,
  cwd: string,
  { stop, onSources }: AblateHooks,
): Promise<Map<Sources, string[]>> {
  const byInput = new Map<string, { readonly sources: Sources; readonly arms: string[] }>();
  for (const arm of ablation.arms) {
    const sources = await splitSources(ablation, arm.options, join(out, 'sources'), cwd, stop);
    const [key = ''] = sources.input;
    const known = byInput.get(key);
    if (known === undefined) byInput.set(key, { sources, arms: [arm.name] });
    else known.arms.push(arm.name);
  }
  for (const { sources, arms } of byInput.values()) onSources(sources, arms);
  return new Map([...byInput.values()].map(({ sources, arms }) => [sources, arms]));
}

function sourceOf(sources: ReadonlyMap<Sources, readonly string[]>, arm: Arm): Sources {
  const found = [...sources].find(([, arms]) => arms.includes(arm.name));
  if (found === undefined) throw new Error(`Arm ${arm.name} has no documents.`);
  return found[0];
}
