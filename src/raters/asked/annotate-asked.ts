import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RunOptions } from '../../config/run-options.ts';
import { prepareInnerJob, refuseStandardInput, runInnerJob } from '../../run/inner-run.ts';
import type { Job, Surroundings } from '../../run/job.ts';
import { writeJsonFile } from '../../run/manifest.ts';
import type { RunHooks, RunResult } from '../../run/run.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { AskedRater } from './asked-rater.ts';
import { type AskedFolder, askedFolder, beginOutput, placeOutput } from './folder.ts';
import { type AskedManifest, composeAskedManifest } from './manifest.ts';
import { writeAnnotated } from './write-annotated.ts';

/** What is to be rated, and by whom. */
export interface AskedSettings {
  readonly rater: AskedRater;
  /** The name of one of its forms. */
  readonly form: string;
  /** Of a run; `out` is the folder to make, absolute. */
  readonly options: RunOptions & { readonly out: string };
  readonly surroundings: Surroundings;
}

/** How the work speaks with whoever started it, beside what its run says. */
export interface AskedHooks extends RunHooks {
  /** Told before the run begins. */
  readonly onRating: (job: Job) => void;
  /** Told when the run ends, complete or not; the documents are written next. */
  readonly onRated: (result: RunResult) => void;
}

/**
 * Has a model rate every document of the part that the options name, in two steps: a run of the rater's strategies in `out/rating`, and a second pass over
 * the corpus, in which each document meets its labels and is written with all its columns to `out/shards`, in order, with
 * `annotations.<rater>`. What was rejected or failed is null there and stands in `out/rejects`. `out/manifest.json`
 * comes last. The same call again goes on where an earlier one stopped; resolves to undefined when it was stopped.
 * Rejects as a run does.
 */
export async function annotateAsked(
  { rater, form, options, surroundings }: AskedSettings,
  hooks: AskedHooks,
): Promise<AskedManifest | undefined> {
  const folder = askedFolder(options.out);
  const strategies = strategiesOf(rater, form);
  const asking = { ...options, strategy: strategies.join(',') };
  const job = await prepareInnerJob(folder.rating, surroundings, asking, options.shard);
  refuseStandardInput(job, 'annotate');
  hooks.onRating(job);
  const result = await runInnerJob(job, hooks);
  hooks.onRated(result);
  if (result.manifest === undefined) return undefined;

  const { format, shard_records } = options;
  const parameters = { format, shard_records };
  const standing = result.end === 'already' ? await standingManifest(folder) : undefined;
  if (standing !== undefined && JSON.stringify(standing.parameters) === JSON.stringify(parameters)) return standing;
  await beginOutput(folder);
  const account = await writeAnnotated(
    { folder, job, rating: result.manifest, rater: rater.name, parameters },
    hooks.stop,
  );
  await placeOutput(folder);
  const manifest = composeAskedManifest(rater, form, result.manifest, account);
  await writeJsonFile(folder.manifest, manifest);
  return manifest;
}

/** The strategies of a form. Throws a usage error for one that the rater has not, naming those that it has. */
export function strategiesOf({ name, forms }: AskedRater, form: string): readonly string[] {
  const found = Object.hasOwn(forms, form) ? forms[form] : undefined;
  if (found !== undefined) return found.strategies;
  throw usageError(`--form ${form}: the rater ${name} has the forms ${Object.keys(forms).join(', ')}.`);
}

/** What an earlier call wrote last, if it came so far. */
async function standingManifest({ manifest }: AskedFolder): Promise<AskedManifest | undefined> {
  if (!existsSync(manifest)) return undefined;
  try {
    return JSON.parse(await readFile(manifest, 'utf8')) as AskedManifest;
  } catch {
    // It is written anew.
    return undefined;
  }
}
