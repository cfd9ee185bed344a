import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SELECTION_FILE } from '../selection/selection-file.ts';
import { type RewriteError, usageError } from '../vocabulary/error.ts';

/**
 * Why a folder without a manifest cannot stand for a complete run, by what is there. `directory` as it was given, `path`
 * absolute.
 */
export function noManifest(directory: string, path: string): RewriteError {
  const holds = (file: string): boolean => existsSync(join(path, file));
  if (!existsSync(path)) return usageError(`There is no ${directory}: name the folder that --out gave.`);
  if (holds('ablation.json')) {
    return usageError(
      holds('results.json')
        ? `${directory} is an ablation and no run: name its runs, ${join(directory, 'arms', 'NAME', 'seed-N')}.`
        : `${directory} is an unfinished ablation (no results.json): run the same rewrite ablate command again, which goes on where it was; rewrite status ${join(directory, 'arms', 'NAME', 'seed-N')} shows how far an arm is.`,
    );
  }
  if (holds(SELECTION_FILE)) {
    return usageError(
      `${directory} was made by rewrite select and is no run: ${join(directory, SELECTION_FILE)} has its account.`,
    );
  }
  if (holds('config.json')) {
    return usageError(
      `${directory} is an unfinished run (no manifest.json): run the same command again, which goes on where it was; rewrite status ${directory} shows how far it is.`,
    );
  }
  return usageError(
    `${directory} is no complete run (no manifest.json) and no ablation (no results.json): name the folder that --out gave.`,
  );
}
