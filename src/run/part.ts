import type { InputFile } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import type { ReadOptions } from '../corpus/read-options.ts';
import type { CorpusRow } from '../vocabulary/document.ts';
import type { Job } from './job.ts';

/** The part of the corpus that a process takes, and how it reads it. */
export interface PartOptions {
  /** The whole sorted input list. */
  readonly files: readonly InputFile[];
  readonly read: Pick<ReadOptions, 'textColumn' | 'idColumn' | 'metadata'>;
  /** Part I of N, I from 0. */
  readonly part: { readonly index: number; readonly of: number };
}

/** The part that a job names. */
export function partOf({ files, options }: Job): PartOptions {
  const read = { textColumn: options.text_column, idColumn: options.id_column, metadata: options.metadata };
  return { files, read, part: options.shard };
}

/** Whether a part reads a file: with no more parts than files it takes whole files, else rows of every file. */
export function takesFile({ files, part }: PartOptions, file: number): boolean {
  return part.of > files.length || file % part.of === part.index;
}

/** Reads a file that a part takes, from a row on. */
export function readPartOfFile(options: PartOptions, file: number, fromRow: number): AsyncGenerator<CorpusRow> {
  const { files, part, read } = options;
  const input = files[file];
  if (input === undefined) throw new RangeError(`There is no input file ${file}.`);
  if (part.of <= files.length) return readFile(input, file, { ...read, fromRow });
  return readFile(input, file, { ...read, fromRow, keepRow: (row) => row % part.of === part.index });
}

/** Reads a whole part, file by file. */
export async function* readPart(options: PartOptions): AsyncGenerator<CorpusRow> {
  for (const file of options.files.keys()) {
    if (takesFile(options, file)) yield* readPartOfFile(options, file, 0);
  }
}
