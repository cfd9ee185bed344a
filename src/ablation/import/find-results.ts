import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { usageError } from '../../vocabulary/error.ts';

/** An arm with a seed. */
interface ArmSeed {
  readonly arm: string;
  readonly seed: number;
}

/** A results file and whose it is. */
export interface FoundResults extends ArmSeed {
  readonly path: string;
}

/** Where to look: a file or a folder, absolute. `of`: whose all its files are; otherwise their folders say. */
export interface Place {
  readonly path: string;
  readonly of: ArmSeed | undefined;
}

/** The arms and seeds that an ablation has. */
export interface Known {
  readonly arms: readonly string[];
  readonly seeds: readonly number[];
}

/**
 * The results files at the places, oldest first (their names carry the date). Whose a file is says the folder
 * `ARM-seed-N` in its path, the one nearest to the file. Throws a usage error for a place with no such file, and for a
 * file of an arm or seed that the ablation does not have.
 */
export async function findResults(places: readonly Place[], known: Known): Promise<readonly FoundResults[]> {
  const found: FoundResults[] = [];
  for (const { path, of } of places) {
    const files = await resultsFiles(path);
    if (files.length === 0)
      throw usageError(`${path}: no \`results_….json\` of lm-evaluation-harness in this folder or below it.`);
    for (const file of files) found.push({ path: file, ...checked(of ?? ownerOf(file, known), file, known) });
  }
  return found.sort((left, right) => (basename(left.path) < basename(right.path) ? -1 : 1));
}

async function resultsFiles(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw usageError(`${path}: there is no such file or folder.`);
  if (stats.isFile()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => /^results(_.*)?\.json$/.test(basename(name)))
    .map((name) => resolve(join(path, name)))
    .sort();
}

function ownerOf(file: string, { arms, seeds }: Known): ArmSeed {
  // The harness names its folder after the model's path, `models__ARM-seed-N`.
  const named = file
    .split(sep)
    .toReversed()
    .flatMap((folder) => [folder, folder.replace(/^.*__/, '')])
    .flatMap((name): ArmSeed[] => {
      const [, arm, seed] = /^(.+)-seed-(\d+)$/.exec(name) ?? [];
      return arm === undefined ? [] : [{ arm, seed: Number(seed) }];
    });
  const owner = named.find(({ arm, seed }) => arms.includes(arm) && seeds.includes(seed)) ?? named.at(-1);
  if (owner !== undefined) return owner;
  throw usageError(
    `${file}: no folder \`ARM-seed-N\` in its path says which arm and seed it is of: give --map ARM:SEED=${file}`,
  );
}

function checked(owner: ArmSeed, file: string, { arms, seeds }: Known): ArmSeed {
  const { arm, seed } = owner;
  if (!arms.includes(arm)) throw usageError(`${file}: there is no arm \`${arm}\`; arms: ${arms.join(', ')}`);
  if (!seeds.includes(seed)) throw usageError(`${file}: \`${arm}\` has no seed ${seed}; seeds: ${seeds.join(', ')}`);
  return owner;
}
