import { realpath } from 'node:fs/promises';
import { usageError } from '../vocabulary/error.ts';
import type { InputFile } from './input-files.ts';

/**
 * Throws a usage error where the file that is to be written is one of those that are read, whichever links lead there:
 * the input would be gone. Standard input and output (`-`) are never the same file.
 */
export async function refuseOverwriting(out: string, files: readonly Pick<InputFile, 'path'>[]): Promise<void> {
  const there = await realpath(out).catch(() => undefined);
  if (there === undefined) return;
  for (const { path } of files) {
    if (path === '-' || (await realpath(path)) !== there) continue;
    throw usageError(`--out ${out} is a file that --input names, which would be lost: name another one.`);
  }
}
