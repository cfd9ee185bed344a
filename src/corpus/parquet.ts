import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

import type { CorpusRow } from '../vocabulary/document.ts';
import { unreadable } from './file-bytes.ts';
import type { InputFile } from './input-files.ts';
import { PARQUET_PARSERS } from './parquet-parsers.ts';
import { isWanted, type ReadOptions } from './read-options.ts';
import { badRow, type Columns, noTextDetail, rowOf } from './row.ts';

/** Bytes stay bytes unless the schema calls them text, and geometry stays bytes. */
const DECODING = { utf8: false, geoparquet: false, parsers: PARQUET_PARSERS, compressors } as const;

type ParquetFile = { readonly file: Awaited<ReturnType<typeof asyncBufferFromFile>>; readonly metadata: FileMetaData };

/**
 * Reads Parquet, one row group at a time and only those that hold wanted rows: see `readFile`. A file that is not
 * Parquet, a file without the text column and a row group that cannot be decoded are one bad row each.
 */
export async function* readParquet(
  input: InputFile,
  fileIndex: number,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const opened = await open(input.path);
  if (typeof opened === 'string') {
    if (isWanted(0, options)) yield badRow({ file: fileIndex, row: 0 }, 'input.unreadable', `not Parquet: ${opened}`);
    return;
  }
  const names = columnNames(opened.metadata);
  if (!names.includes(options.textColumn)) {
    const detail = noTextDetail(options.textColumn, names);
    if (isWanted(0, options)) yield badRow({ file: fileIndex, row: 0 }, 'input.no_text', detail);
    return;
  }
  const columns = names.filter(
    (name) => options.metadata === 'keep' || name === options.textColumn || name === options.idColumn,
  );

  let start = 0;
  for (const [index, group] of opened.metadata.row_groups.entries()) {
    const count = Math.max(0, Number(group.num_rows));
    const end = start + count;
    if (anyWanted(start, end, options)) {
      // A damaged count must not make a billion empty rows.
      const plausible = group.columns.every(
        ({ meta_data }) => meta_data !== undefined && meta_data.num_values >= count,
      );
      const rows = plausible ? await decode(opened, columns, start, end, input.path) : 'its row count is wrong';
      if (typeof rows === 'string') {
        const detail = `row group ${index} (rows ${start} to ${end - 1}) cannot be decoded: ${rows}`;
        if (isWanted(start, options)) yield badRow({ file: fileIndex, row: start }, 'input.unreadable', detail);
      } else {
        for (const [at, row] of rows.entries()) {
          if (!isWanted(start + at, options)) continue;
          yield rowOf(row, { file: fileIndex, row: start + at }, input.label, options);
        }
      }
    }
    start = end;
  }
}

/** The file and its metadata, or what is wrong with it. */
async function open(path: string): Promise<ParquetFile | string> {
  try {
    const file = await asyncBufferFromFile(path);
    if (file.byteLength === 0) return 'the file is empty';
    const metadata = await parquetMetadataAsync(file, DECODING);
    return columnNames(metadata).length === 0 ? 'it has no columns' : { file, metadata };
  } catch (error) {
    return complaint(path, error);
  }
}

/** The rows of one row group, or why they cannot be decoded. */
async function decode(
  { file, metadata }: ParquetFile,
  columns: string[],
  rowStart: number,
  rowEnd: number,
  path: string,
): Promise<readonly Columns[] | string> {
  try {
    return await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, ...DECODING });
  } catch (error) {
    return complaint(path, error);
  }
}

/** What a decoder said; a failure of the disk is no property of the data and is thrown. */
function complaint(path: string, error: unknown): string {
  if (error instanceof Error && 'syscall' in error) throw unreadable(path, error);
  return error instanceof Error ? error.message : String(error);
}

function columnNames(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map((child) => child.element.name);
}

function anyWanted(start: number, end: number, options: ReadOptions): boolean {
  for (let row = Math.max(start, options.fromRow); row < end; row += 1) if (isWanted(row, options)) return true;
  return false;
}
