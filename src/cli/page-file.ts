import { existsSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';

/** Where a page that `--html` names goes, absolute. Throws a usage error, before a model is asked, where no file can be written. */
export async function pageFile(file: string): Promise<string> {
  const path = resolve(file);
  try {
    await makeFolder(dirname(path));
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`--html ${file}: no file can be written there (${why}). Name another.`, error);
  }
  if (existsSync(path) && !statSync(path).isFile())
    throw usageError(`--html ${file}: this is no file. Name a file, such as ${join(file, 'preview.html')}.`);
  return path;
}
