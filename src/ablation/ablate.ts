import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Surroundings } from '../run/job.ts';
import { type Manifest, writeJsonFile } from '../run/manifest.ts';
import type { RunHooks } from '../run/run.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { makeFolder } from '../text/make-folder.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import type { Ablation, Arm } from './ablation-file.ts';
import { armFolder, armParts } from './arm-folder.ts';
import { armJob, runArm } from './arm-run.ts';
import { CONTROL_REPEATS, writeControl } from './controls.ts';
import { type MeasuredArm, measureArm } from './measure.ts';
import { type AblationResults, composeResults, type FinishedArm, type SeedResult } from './results.ts';
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
 * Undefined when it was stopped: the same again goes on. An arm that cannot be made is told of, and the others go on.
 * Throws a usage error for a folder that another ablation was begun in, and the errors of the whole (no documents).
 */
export async function ablate(
  ablation: Ablation,
  out: string,
  surroundings: Surroundings,
  hooks: AblateHooks,
): Promise<AblationResults | undefined> {
  await makeFolder(out);
  await checkSame(ablation, out);
  const sources = await sourcesOfArms(ablation, out, surroundings.cwd, hooks);
  const answers = new SharedAnswers(join(out, 'answers.sqlite'));
  const failures = new Map<string, string>();
  const manifests = new Map<string, Manifest | undefined>();
  try {
    const limit = pLimit(ARMS_AT_A_TIME);
    await Promise.all(
      ablation.seeds.flatMap((seed) =>
        ablation.arms.map((arm) =>
          limit(async () => {
            if (hooks.stop.aborted || failures.has(arm.name)) return;
            try {
              const manifest = await makeArm(
                ablation,
                arm,
                seed,
                sourceOf(sources, arm),
                out,
                surroundings,
                answers,
                hooks,
              );
              if (hooks.stop.aborted) return;
              manifests.set(armFolder(out, arm.name, seed), manifest);
              hooks.onArm(arm.name, seed);
            } catch (error) {
              if (!(error instanceof RewriteError)) throw error;
              failures.set(arm.name, error.message);
              hooks.onArm(arm.name, seed, error.message);
            }
          }),
        ),
      ),
    );
    if (hooks.stop.aborted) return undefined;
    const finished: FinishedArm[] = [];
    for (const arm of ablation.arms) {
      finished.push(
        await measured(ablation, arm, sourceOf(sources, arm), out, manifests, failures.get(arm.name), hooks),
      );
    }
    const results = composeResults(ablation, finished, sources, answers.counts, TOOL_VERSION);
    await writeJsonFile(join(out, 'results.json'), results);
    return results;
  } catch (error) {
    if (hooks.stop.aborted && error === hooks.stop.reason) return undefined;
    throw error;
  } finally {
    answers.close();
  }
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

/** Texts of one arm and seed, on disk when it resolves; undefined where there is no run. */
async function makeArm(
  ablation: Ablation,
  arm: Arm,
  seed: number,
  sources: Sources,
  out: string,
  surroundings: Surroundings,
  answers: SharedAnswers,
  { stop, runHooks }: AblateHooks,
): Promise<Manifest | undefined> {
  const folder = armFolder(out, arm.name, seed);
  const control = { input: sources.input, signal: stop };
  if (arm.kind !== 'run') {
    await writeControl({ ...control, folder, budgetTokens: ablation.budgetTokens, repeats: CONTROL_REPEATS[arm.kind] });
    return undefined;
  }
  let budgetTokens = ablation.budgetTokens;
  for (const part of armParts(arm, folder, ablation.budgetTokens)) {
    if (part.folder === folder) budgetTokens = part.budgetTokens;
    else await writeControl({ ...control, ...part, repeats: 1 });
  }
  const job = await armJob({ arm, seed, budgetTokens, sources, folder, surroundings });
  return runArm(job, seed, answers, runHooks(arm.name, seed));
}

async function measured(
  ablation: Ablation,
  arm: Arm,
  sources: Sources,
  out: string,
  manifests: ReadonlyMap<string, Manifest | undefined>,
  failure: string | undefined,
  { stop, onMeasured }: AblateHooks,
): Promise<FinishedArm> {
  const seeds: SeedResult[] = [];
  const measurements: MeasuredArm[] = [];
  let model = arm.kind === 'run' ? '' : 'none';
  for (const seed of failure === undefined ? ablation.seeds : []) {
    const folder = armFolder(out, arm.name, seed);
    const manifest = manifests.get(folder);
    const {
      texts,
      tokens,
      measured: values,
    } = await measureArm({
      folders: armParts(arm, folder, ablation.budgetTokens),
      metrics: ablation.metrics,
      heldOut: sources.heldOut,
      signal: stop,
    });
    measurements.push(values);
    if (manifest !== undefined) model = [...new Set(Object.values(manifest.models))].join(', ');
    seeds.push({
      seed,
      texts,
      tokens,
      tasks: manifest?.tasks ?? null,
      reasons: manifest?.reasons ?? {},
      billed:
        manifest === undefined ? null : { prompt: manifest.tokens.prompt, completion: manifest.tokens.completion },
      cost: manifest?.cost ?? null,
    });
    onMeasured(arm.name, seed);
  }
  return {
    measurements: { name: arm.name, seeds: measurements },
    seeds,
    strategy:
      arm.kind === 'run'
        ? arm.mix === undefined
          ? arm.options.strategy
          : Object.keys(arm.mix.strategies).join('+')
        : arm.kind,
    model,
    failure,
  };
}
