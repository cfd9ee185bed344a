import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { usageError } from '../../vocabulary/error.ts';
import { modelName, parseModelName, type TrainedModel } from '../model-name.ts';

/** A results file and whose it is. */
export interface FoundResults extends TrainedModel {
  readonly path: string;
}

/** Where to look: a file or a folder, absolute. `of`: whose all its files are; otherwise their folders say. */
export interface Place {
  readonly path: string;
  readonly of: TrainedModel | undefined;
}

/** The arms and seeds that an ablation has. Training seeds are whatever was trained with. */
export interface Known {
  readonly arms: readonly string[];
  readonly seeds: readonly number[];
}

/** `_2026-01-31T10-00-00.123456`, at the end of the names of what one evaluation left. */
const DATE = /_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?$/;

/** The date in the name of a results file with the underscore before it, as its samples have it; empty where it has none. */
export function dateOf(path: string): string {
  const name = basename(path, '.json');
  return DATE.exec(name)?.[0] ?? (name.startsWith('results') ? name.slice('results'.length) : '');
}

/**
 * The results files at the places, each once, oldest first (their names carry the date). Whose a file is says the folder
 * `ARM-seed-N` or `ARM-seed-N-training-M` in its path, the one nearest to the file, or its own name. Throws a usage error
 * for a place with no such file, and for a file of an arm or seed that the ablation does not have.
 */
export async function findResults(places: readonly Place[], known: Known): Promise<readonly FoundResults[]> {
  const found = new Map<string, FoundResults>();
  for (const { path, of } of places) {
    const files = await resultsFiles(path);
    if (files.length === 0)
      throw usageError(`${path}: no \`results_….json\` of lm-evaluation-harness in this folder or below it.`);
    for (const file of files) {
      const results = { path: file, ...checked(of ?? ownerOf(file, known), file, known) };
      // Places may lie within each other.
      found.set(JSON.stringify([file, modelName(results)]), results);
    }
  }
  return [...found.values()].sort((left, right) => (dateOf(left.path) < dateOf(right.path) ? -1 : 1));
}

/** `results_DATE.json`, or `NAME_DATE.json` where `--output_path` named a file; before 0.4.3 without a date. */
async function resultsFiles(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw usageError(`${path}: there is no such file or folder.`);
  if (stats.isFile()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter(
      (name) =>
        /^results(_.*)?\.json$/.test(basename(name)) || (name.endsWith('.json') && DATE.test(name.slice(0, -5))),
    )
    .map((name) => resolve(join(path, name)))
    .sort();
}

function ownerOf(file: string, { arms, seeds }: Known): TrainedModel {
  const own = basename(file, '.json').replace(DATE, '');
  // The harness names its folder after the model's path, `models__ARM-seed-N`.
  const named = [own, ...file.split(sep).slice(0, -1).toReversed()]
    .flatMap((folder) => [folder, folder.replace(/^.*__/, '')])
    .flatMap((name) => parseModelName(name) ?? []);
  const owner = named.find(({ arm, seed }) => arms.includes(arm) && seeds.includes(seed)) ?? named.at(-1);
  if (owner !== undefined) return owner;
  throw usageError(
    `${file}: no folder \`ARM-seed-N\` in its path says which arm and seed it is of (arms: ${arms.join(', ')}): give --map ARM:SEED=${file}`,
  );
}

function checked(owner: TrainedModel, file: string, { arms, seeds }: Known): TrainedModel {
  const { arm, seed } = owner;
  if (!arms.includes(arm)) throw usageError(`${file}: there is no arm \`${arm}\`; arms: ${arms.join(', ')}`);
  if (!seeds.includes(seed)) throw usageError(`${file}: \`${arm}\` has no seed ${seed}; seeds: ${seeds.join(', ')}`);
  return owner;
}
