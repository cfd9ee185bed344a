import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing, one by one from the top. (Node's own recursive `mkdir` never
 * ends below `/proc`, which answers ENOENT where it lets nobody make a folder.)
 *
 * Returns the first folder that was made, or undefined when all were there. Rejects with the system's error.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const folder = resolve(path);
  try {
    return (await makeOne(folder)) ? folder : undefined;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const first = await makeFolder(dirname(folder));
  // The folder above is there now: a second ENOENT is the system's last word.
  const made = await makeOne(folder);
  return first ?? (made ? folder : undefined);
}

/** Returns whether the folder had to be made. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    // A file in the way is EEXIST as well.
    if (codeOf(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
