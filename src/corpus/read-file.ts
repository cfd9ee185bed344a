import type { CorpusRow } from '../vocabulary/document.ts';
import type { InputFile } from './input-files.ts';
import { readJsonLines } from './json-lines.ts';
import { readParquet } from './parquet.ts';
import type { ReadOptions } from './read-options.ts';

type Reader = (file: InputFile, fileIndex: number, options: ReadOptions) => AsyncGenerator<CorpusRow>;

const READERS: Readonly<Record<InputFile['format'], Reader>> = {
  jsonl: readJsonLines,
  parquet: readParquet,
};

/**
 * Reads one file of the corpus, row by row and in order: a document for each good row, a bad row with its reason for
 * each other. Memory holds one line of JSON, or one row group of Parquet. `fileIndex` is the file's place in the
 * sorted input list. Throws a RewriteError only where the file cannot be opened or read at all.
 */
export function readFile(file: InputFile, fileIndex: number, options: ReadOptions): AsyncGenerator<CorpusRow> {
  return READERS[file.format](file, fileIndex, options);
}
