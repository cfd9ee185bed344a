import type { InputFile } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import type { ReadOptions } from '../corpus/read-options.ts';
import type { CorpusRow } from '../vocabulary/document.ts';
import { type ChosenInput, chosenIn } from './chosen-input.ts';
import type { Job } from './job.ts';

/** The part of the corpus that a process takes, and how it reads it. */
export interface PartOptions {
  /** The whole sorted input list. */
  readonly files: readonly InputFile[];
  readonly read: Pick<ReadOptions, 'textColumn' | 'idColumn' | 'metadata'>;
  /** Part I of N, I from 0. */
  readonly part: { readonly index: number; readonly of: number };
  /** What a selection chose: no other row is parsed or yielded. Undefined: all. */
  readonly chosen: ChosenInput | undefined;
}

/** The part that a job names. */
export function partOf({ files, options, chosen }: Job): PartOptions {
  const read = { textColumn: options.text_column, idColumn: options.id_column, metadata: options.metadata };
  return { files, read, part: options.shard, chosen };
}

/** All of the corpus. */
export const WHOLE: PartOptions['part'] = { index: 0, of: 1 };

/** Whether a part reads a file: with no more parts than files it takes whole files, else rows of every file. */
export function takesFile({ files, part }: PartOptions, file: number): boolean {
  return part.of > files.length || file % part.of === part.index;
}

/** Reads a file that a part takes, from a row on. */
export function readPartOfFile(options: PartOptions, file: number, fromRow: number): AsyncGenerator<CorpusRow> {
  const { files, read, chosen } = options;
  const input = files[file];
  if (input === undefined) throw new RangeError(`There is no input file ${file}.`);
  const isOurs = rowTest(options);
  const isChosen = chosen === undefined ? undefined : chosenIn(chosen, file);
  if (isOurs === undefined && isChosen === undefined) return readFile(input, file, { ...read, fromRow });
  const keepRow = (row: number): boolean => (isOurs?.(row) ?? true) && (isChosen?.(row) ?? true);
  return readFile(input, file, { ...read, fromRow, keepRow });
}

/** Rows that a part takes of a file from one row up to but not including another. */
export function rowsBetween(options: PartOptions, from: number, to: number): number {
  const { index, of } = options.part;
  if (rowTest(options) === undefined) return to - from;
  const before = (row: number): number => Math.ceil((row - index) / of);
  return before(to) - before(from);
}

/** Whether a row belongs to a part; undefined where files are taken whole. */
function rowTest({ files, part }: PartOptions): ((row: number) => boolean) | undefined {
  return part.of <= files.length ? undefined : (row) => row % part.of === part.index;
}

/** Reads a whole part, file by file. */
export async function* readPart(options: PartOptions): AsyncGenerator<CorpusRow> {
  for (const file of options.files.keys()) {
    if (takesFile(options, file)) yield* readPartOfFile(options, file, 0);
  }
}
