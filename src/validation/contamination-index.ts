import { readFileSync } from 'node:fs';
import { sha256Hex } from '../text/hash.ts';
import { decodeNgramIndex, type NgramIndex, openNgramIndex } from '../text/n-gram-index.ts';
import { usageError } from '../vocabulary/error.ts';

/** Indexes that this thread has read. */
const opened = new Map<string, NgramIndex>();

/**
 * The index in a file that `rewrite contamination build` wrote, read once by each thread. Throws a usage error for a file
 * that cannot be read or is none.
 */
export function contaminationIndex(path: string): NgramIndex {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const data = decodeNgramIndex(bytesOf(path));
  if (data === undefined) {
    throw usageError(
      `${path} is no index of benchmarks, or not a whole one: make one with rewrite contamination build`,
    );
  }
  const index = openNgramIndex(data);
  opened.set(path, index);
  return index;
}

/** What an index file holds, wherever it lies: the sha256 of its bytes. Throws likewise. */
export function contaminationFingerprint(path: string): string {
  return sha256Hex(bytesOf(path));
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`the index of benchmarks ${path} cannot be read: ${why}`, error);
  }
}
