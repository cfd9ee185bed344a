import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RewriteError, usageError } from '../../vocabulary/error.ts';

/** Why a folder without a manifest has no page, by what is there. `directory` as it was given, `path` absolute. */
export function unfinished(directory: string, path: string): RewriteError {
  if (!existsSync(path)) return usageError(`There is no ${directory}: name the folder that --out gave.`);
  if (existsSync(join(path, 'ablation.json'))) {
    return usageError(
      `${directory} is an unfinished ablation (no results.json): run the same rewrite ablate command again, which goes on where it was.`,
    );
  }
  if (existsSync(join(path, 'config.json'))) {
    return usageError(
      `${directory} is an unfinished run (no manifest.json): run the same command again, which goes on where it was; rewrite status ${directory} shows how far it is.`,
    );
  }
  return usageError(
    `${directory} is no complete run (no manifest.json) and no ablation (no results.json): name the folder that --out gave.`,
  );
}
