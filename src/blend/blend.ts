import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWholeFolder } from '../emission/make-whole-folder.ts';
import { MANIFEST, writeJsonFile } from '../run/manifest.ts';
import { type Expression, parseExpression } from '../selection/expression/expression.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { makeFolder } from '../text/make-folder.ts';
import { type Drawn, drawFrom } from './draw.ts';
import { gatherSources } from './gather.ts';
import {
  accountOf,
  type BlendAccount,
  type BlendManifest,
  composeBlendManifest,
  type PackingAccount,
  packingAccount,
} from './manifest.ts';
import { forecastPacking } from './packing-forecast.ts';
import { type PackingShape, packingShape } from './packing-shape.ts';
import { type BlendPhase, phasesOf } from './phases.ts';
import { quotasOf } from './quotas.ts';
import type { BlendRecipe } from './recipe.ts';
import { RecordSort } from './record-sort.ts';
import { type BlendSource, findBlendSources } from './sources.ts';
import { type SourceSurvey, surveySources } from './survey.ts';
import { ESTIMATE, openTokenizer, type Tokenizer } from './tokenizer.ts';
import { writeBlend } from './write-blend.ts';

/** Bytes of records that are sorted in memory at a time, over all phases. */
const SORTED_BYTES = 64 * 1024 * 1024;

/** The steps of the job, in their order; a dry run has the first alone. */
export type BlendStep = 'counting' | 'drawing' | 'writing';

export interface BlendOptions {
  /** The folder to make, absolute; must not be there, or be empty. */
  readonly out: string;
  /** That paths of the recipe are relative to. */
  readonly cwd: string;
}

export interface BlendHooks {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Called when a step begins and now and then in it; records so far are 0 at its beginning. */
  readonly onProgress: (step: BlendStep, records: number) => void;
  readonly onWarning: (sentence: string) => void;
}

/** What a blend would be, before it is written. */
export interface BlendPlan {
  readonly blend: BlendAccount;
  /** A forecast; null where the recipe does not pack. */
  readonly packing: PackingAccount | null;
  /** Whether the forecast is too low, since documents are cut between lines. */
  readonly cutsBetweenLines: boolean;
}

/**
 * Blends real and synthetic documents by shares of tokens, as a recipe says, in an order, packed into sequences where it
 * asks for that; writes `out/shards` and `out/manifest.json`.
 *
 * Two readings of the sources: the first counts tokens by source and domain, from which follows what is drawn of each;
 * the second draws, and sorts what is drawn on disk. A function of the files, the recipe and its seed. Memory: about
 * 0.3 GB, and 64 kB a domain. Disk: the size of the blend and 16 bytes a row read, beside the output. The folder
 * appears whole, by rename.
 *
 * Throws a usage error for whatever is wrong with the recipe, its files or the folder, a mismatch for damaged input and
 * input that changes meanwhile, and the signal's reason.
 */
export async function blend(
  recipe: LocatedYaml<BlendRecipe>,
  { out, cwd }: BlendOptions,
  hooks: BlendHooks,
): Promise<BlendManifest> {
  const startedAt = hooks.now().toISOString();
  const { format, shard_records: shardRecords } = recipe.value;
  const { signal } = hooks;
  const opened = await openRecipe(recipe, cwd);
  const { tokenizer, phases, packing } = opened;
  return makeWholeFolder(out, 'blend', async (work) => {
    const folder = join(work, 'scratch');
    await makeFolder(folder);
    const sorts: RecordSort[] = [];
    let surveys: readonly SourceSurvey[] = [];
    try {
      surveys = await survey(recipe, opened, folder, hooks);
      const quotas = quotasOf(recipe, phases, surveys);
      const bytesInMemory = Math.floor(SORTED_BYTES / phases.length);
      for (const phase of phases.keys()) sorts.push(new RecordSort({ folder, name: `phase-${phase}`, bytesInMemory }));
      const gathering = { recipe: recipe.value, phases, packing, sorts, signal, onRecords: told(hooks, 'drawing') };
      const drawn = await gatherSources(surveys, quotas, gathering);
      const writing = { directory: work, packing, format, shardRecords, signal, onRecords: told(hooks, 'writing') };
      const written = await writeBlend(sorts, writing);
      const account = accountOf(recipe.value, tokenizer.name, phases, surveys, quotas, drawn);
      const frame = {
        toolVersion: TOOL_VERSION,
        startedAt,
        finishedAt: hooks.now().toISOString(),
        recipe: recipe.value,
      };
      const manifest = composeBlendManifest(frame, account, packingAccount(packing, written.packed), written);
      await writeJsonFile(join(work, MANIFEST), manifest);
      return manifest;
    } finally {
      for (const sort of sorts) sort.close();
      for (const { rows } of surveys) rows.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/**
 * What {@link blend} would take, of the same recipe and files, exactly, and how it would pack, nearly: one reading of the
 * sources, and nothing is written but 16 bytes a row in the folder of temporary files, which is removed. Throws the
 * same errors for the recipe and its files.
 */
export async function planBlend(recipe: LocatedYaml<BlendRecipe>, cwd: string, hooks: BlendHooks): Promise<BlendPlan> {
  const opened = await openRecipe(recipe, cwd);
  const { tokenizer, phases, packing } = opened;
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-blend-'));
  let surveys: readonly SourceSurvey[] = [];
  try {
    surveys = await survey(recipe, opened, folder, hooks);
    const quotas = quotasOf(recipe, phases, surveys);
    const forecast = packing === undefined ? undefined : forecastPacking(packing);
    const drawn = surveys.map((surveyed, index): readonly Drawn[] => {
      const draw = drawFrom(surveyed, quotas.sources[index] ?? [], phases.length);
      for (const { tokens, copies } of draw.rows) for (const { phase } of copies) forecast?.add(phase, tokens);
      return draw.drawn;
    });
    forecast?.end();
    return {
      blend: accountOf(recipe.value, tokenizer.name, phases, surveys, quotas, drawn),
      packing: packingAccount(packing, forecast?.tally),
      cutsBetweenLines: forecast?.cutsBetweenLines ?? false,
    };
  } finally {
    for (const { rows } of surveys) rows.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A recipe with everything that it names found and opened. */
interface OpenRecipe {
  readonly sources: readonly BlendSource[];
  readonly phases: readonly BlendPhase[];
  readonly tokenizer: Tokenizer;
  readonly packing: PackingShape | undefined;
  readonly by: Expression | undefined;
}

async function openRecipe(recipe: LocatedYaml<BlendRecipe>, cwd: string): Promise<OpenRecipe> {
  const { tokenizer: path, order } = recipe.value;
  const sources = await findBlendSources(recipe, cwd);
  const phases = phasesOf(recipe, sources);
  const tokenizer = path === undefined ? ESTIMATE : await openTokenizer(path, recipe.at(['tokenizer']), cwd);
  const packing = packingShape(recipe, tokenizer);
  const by = order === 'shuffled' ? undefined : parseExpression(order.by, recipe.at(['order', 'by']));
  return { sources, phases, tokenizer, packing, by };
}

function survey(
  { value: { seed, order }, at }: LocatedYaml<BlendRecipe>,
  { sources, tokenizer, packing, by }: OpenRecipe,
  folder: string,
  hooks: BlendHooks,
): Promise<readonly SourceSurvey[]> {
  const { signal, onWarning } = hooks;
  const onRecords = told(hooks, 'counting');
  return surveySources(sources, { tokenizer, packing, order, by, seed, at, folder, signal, onRecords, onWarning });
}

/** Tells that a step begins; returns what tells of its records. */
function told({ onProgress }: BlendHooks, step: BlendStep): (records: number) => void {
  onProgress(step, 0);
  return (records) => onProgress(step, records);
}
