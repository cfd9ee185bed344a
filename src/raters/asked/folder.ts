import { existsSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from '../../emission/write-failure.ts';
import { MANIFEST } from '../../run/manifest.ts';
import { makeFolder } from '../../text/make-folder.ts';
import { usageError } from '../../vocabulary/error.ts';

/** What stands where in the folder that `--out` names. */
export interface AskedFolder {
  readonly out: string;
  /** The run that asks about every document. */
  readonly rating: string;
  /** Where the output is written until it is whole. */
  readonly work: string;
  readonly manifest: string;
}

/** What of the output is moved to its place when all of it is written, the manifest last. */
const OUTPUT = ['shards', 'rejects', 'skipped.jsonl'] as const;

/** The paths in the folder `out`. Throws a usage error for one that holds something that is none of ours. */
export function askedFolder(out: string): AskedFolder {
  const rating = join(out, 'rating');
  if (existsSync(out) && !existsSync(rating) && readdirSync(out).length > 0) {
    throw usageError(`--out ${out} holds something already: name a folder that is not there.`);
  }
  return { out, rating, work: join(out, '.annotate'), manifest: join(out, MANIFEST) };
}

/** Clears the way for an output: what an earlier one, or a killed process, left there goes. */
export async function beginOutput({ out, work, manifest }: AskedFolder): Promise<void> {
  try {
    await rm(manifest, { force: true });
    for (const path of [...OUTPUT.map((name) => join(out, name)), work])
      await rm(path, { recursive: true, force: true });
    await makeFolder(work);
  } catch (error) {
    throw writeFailure(out, error);
  }
}

/** Gives an output that is whole its place. */
export async function placeOutput({ out, work }: AskedFolder): Promise<void> {
  try {
    for (const name of OUTPUT) {
      if (existsSync(join(work, name))) await rename(join(work, name), join(out, name));
    }
    await rm(work, { recursive: true, force: true });
  } catch (error) {
    throw writeFailure(out, error);
  }
}
