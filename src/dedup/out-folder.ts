import { lstat, open, readdir, realpath, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFailure } from '../emission/write-failure.ts';
import { usageError } from '../vocabulary/error.ts';

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
export async function appear(work: string, out: string): Promise<void> {
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
