import { lstat, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';
import { writeFailure } from './write-failure.ts';

/** For commands that can go on from what an earlier one left. */
export interface WholeFolderOptions {
  /** Asked after an error. Where it is given, `fill` finds what an earlier command left, a killed one included. */
  readonly isWorthKeeping?: (work: string) => boolean;
}

/**
 * Makes a folder that appears whole or not at all: `fill` writes into `.<name>.<command>` beside it, which is then given
 * its name. What a killed command left there is removed first; after an error nothing is left. Where `out` is a link,
 * the folder is made where it leads to.
 *
 * Returns what `fill` does. Throws a usage error where something stands at `out` (absolute, as `--out` gave it) already,
 * unless it is an empty folder, or where it cannot be written; and what `fill` throws.
 */
export async function makeWholeFolder<Result>(
  out: string,
  command: string,
  fill: (work: string) => Promise<Result>,
  { isWorthKeeping }: WholeFolderOptions = {},
): Promise<Result> {
  const folder = await freshFolder(out);
  const work = join(dirname(folder), `.${basename(folder)}.${command}`);
  try {
    if (isWorthKeeping === undefined) await rm(work, { recursive: true, force: true });
    await makeFolder(work);
  } catch (error) {
    throw writeFailure(work, error);
  }
  try {
    const result = await fill(work);
    await appear(work, folder);
    return result;
  } catch (error) {
    if (isWorthKeeping?.(work) !== true) await rm(work, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Where a folder that is to be made will stand: `path`, or what a link there leads to. Throws a usage error where
 * something stands already, unless it is an empty folder.
 */
export async function freshFolder(path: string): Promise<string> {
  // What cannot be looked at cannot be made either: whoever makes it tells why.
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return path;
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    throw usageError(`--out ${path} is a link that leads nowhere: name a folder that is not there.`);
  }
  if (!(await lstat(real)).isDirectory()) {
    throw usageError(`--out ${path} is no folder: name one that is not there.`);
  }
  if ((await readdir(real)).length > 0) {
    throw usageError(`--out ${path} holds something already: name a folder that is not there.`);
  }
  return real;
}

/** Gives a folder its name, for good. Throws a usage error where the system does not let us. */
async function appear(work: string, out: string): Promise<void> {
  try {
    await rename(work, out);
    const parent = await open(dirname(out), 'r');
    try {
      await parent.sync();
    } finally {
      await parent.close();
    }
  } catch (error) {
    throw writeFailure(out, error);
  }
}
