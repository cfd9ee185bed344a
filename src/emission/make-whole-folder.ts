import { existsSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Makes a folder that appears whole or not at all: `fill` writes into `.<name>.<command>` beside it, which is then given
 * its name. What a killed command left there is removed first; after an error nothing is left.
 *
 * Returns what `fill` does. Throws a usage error where `out` (absolute, as `--out` gave it) holds something already or
 * cannot be written, and what `fill` throws.
 */
export async function makeWholeFolder<Result>(
  out: string,
  command: string,
  fill: (work: string) => Promise<Result>,
): Promise<Result> {
  if (existsSync(out) && (await readdir(out).catch(() => ['a file'])).length > 0) {
    throw usageError(`--out ${out} holds something already: name a folder that is not there.`);
  }
  const work = join(dirname(out), `.${basename(out)}.${command}`);
  try {
    await rm(work, { recursive: true, force: true });
    await makeFolder(work);
  } catch (error) {
    throw writeFailure(work, error);
  }
  try {
    const result = await fill(work);
    await appear(work, out);
    return result;
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

/** Gives a folder its name, for good. */
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
