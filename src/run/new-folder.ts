import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFailure } from '../emission/write-failure.ts';
import { makeFolder } from '../text/make-folder.ts';

/**
 * Has a folder made beside the place where it will stand, and gives it its name when it is done; nothing stays after an
 * error, and what a killed job of the same `command` left behind is removed by the next. `scratch` is a folder within that goes before.
 */
export async function inNewFolder<T>(
  out: string,
  command: string,
  make: (work: string, scratch: string) => Promise<T>,
): Promise<T> {
  const work = join(dirname(out), `.${basename(out)}.${command}`);
  const scratch = join(work, 'scratch');
  try {
    await rm(work, { recursive: true, force: true });
    await makeFolder(scratch);
  } catch (error) {
    throw writeFailure(work, error);
  }
  try {
    const made = await make(work, scratch);
    await rm(scratch, { recursive: true });
    await appear(work, out);
    return made;
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
