import type { InputFile } from '../corpus/input-files.ts';
import type { ReadOptions } from '../corpus/read-options.ts';

/** The part of the corpus that a process takes, and how it reads it. */
export interface PartOptions {
  /** The whole sorted input list. */
  readonly files: readonly InputFile[];
  readonly read: Pick<ReadOptions, 'textColumn' | 'idColumn' | 'metadata'>;
  /** Part I of N, I from 0. */
  readonly part: { readonly index: number; readonly of: number };
}

/** Whether a part reads a file: with no more parts than files it takes whole files, else rows of every file. */
export function takesFile({ files, part }: PartOptions, file: number): boolean {
  return part.of > files.length || file % part.of === part.index;
}

/** How a part reads a file that it takes. */
export function readOptions({ files, part, read }: PartOptions, fromRow: number): ReadOptions {
  if (part.of <= files.length) return { ...read, fromRow };
  return { ...read, fromRow, keepRow: (row) => row % part.of === part.index };
}
