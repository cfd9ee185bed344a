import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';
import { writeFailure } from './write-failure.ts';

/**
 * Writes a file that appears whole or not at all: into `<path>.tmp` beside it, fsync, rename, fsync of the folder,
 * which is made where it is missing. What an earlier crash left under the temporary name is overwritten; after an
 * error or an abort nothing is left there. What is no file (a device such as /dev/null, a pipe, a folder) is refused
 * before any chunk is asked for: the rename would put a file in its place.
 *
 * Returns the bytes written and their sha256 in hex. Throws what `chunks` throws, the signal's reason, and a
 * RewriteError `usage` when the disk is full or does not let us write.
 */
export async function writeWholeFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const onDisk = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw writeFailure(path, error);
    }
  };
  signal?.throwIfAborted();
  await refuseOther(path);
  const folder = dirname(path);
  const temporary = `${path}.tmp`;
  const made = await onDisk(makeFolder(folder));
  const file = await onDisk(open(temporary, 'w'));
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hash.update(chunk);
      bytes += chunk.length;
      await onDisk(file.writeFile(chunk));
    }
    signal?.throwIfAborted();
    await onDisk(file.sync());
    await onDisk(file.close());
    await onDisk(rename(temporary, path));
    await onDisk(syncFolder(folder));
    if (made !== undefined) await onDisk(syncFolder(dirname(made)));
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await abandon(file, temporary);
    throw error;
  }
}

async function refuseOther(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || there.isFile()) return;
  throw usageError(`${path} is there, and it is no file: nothing is written in its place. Name a file.`);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Cleans up after an error; what fails here would only hide that error. */
async function abandon(file: FileHandle, temporary: string): Promise<void> {
  await file.close().catch(() => {});
  await rm(temporary, { force: true }).catch(() => {});
}
