import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

import { handingOver } from '../text/worker-thread.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import { PARQUET_PARSERS, TEXT_PARSERS } from './parquet-parsers.ts';
import { converterOf, storedSchema } from './parquet-values.ts';
import type { RowOptions } from './read-options.ts';
import { rowOf } from './row.ts';

/** Bytes stay bytes unless the schema calls them text, and geometry stays bytes. */
const DECODING = { utf8: false, geoparquet: false, parsers: PARQUET_PARSERS, compressors } as const;

/** Characters of JSON in a page: what the receiver parses in a millisecond or two. */
const PAGE_CHARS = 262_144;

/** What is wrong with the data, or, `unreadable`, with the disk. */
export interface Complaint {
  readonly kind: 'undecodable' | 'unreadable';
  readonly why: string;
}

/** A row group to decode. */
export interface RowGroupRequest {
  readonly path: string;
  /** Of the file, with this row group alone. */
  readonly metadata: FileMetaData;
  /** A byte for each of its rows: 1 where the row is wanted. */
  readonly wanted: Uint8Array<ArrayBuffer>;
  /** Of its first row. */
  readonly start: Position;
  readonly label: string;
  readonly options: RowOptions;
}

/** The wanted rows of a row group, in order: arrays of `CorpusRow` in JSON. */
export interface DecodedRowGroup {
  readonly kind: 'rows';
  readonly pages: readonly Uint8Array<ArrayBuffer>[];
}

/** Reads what stands in the footer of a file. Like all of this file for a worker thread: damaged data can hang it. */
export async function openParquet(path: string): Promise<{ kind: 'metadata'; metadata: FileMetaData } | Complaint> {
  try {
    const file = await asyncBufferFromFile(path);
    if (file.byteLength === 0) return { kind: 'undecodable', why: 'the file is empty' };
    const metadata = await parquetMetadataAsync(file, DECODING);
    if (columnNames(metadata).length === 0) return { kind: 'undecodable', why: 'it has no columns' };
    // The format demands it: without it the footer is damaged, and its row groups may have been taken for something else.
    if (typeof metadata.num_rows !== 'bigint') return { kind: 'undecodable', why: 'its footer has no row count' };
    // Neither is needed, and both can be large.
    delete metadata.key_value_metadata;
    for (const { columns } of metadata.row_groups) for (const { meta_data } of columns) delete meta_data?.statistics;
    return { kind: 'metadata', metadata };
  } catch (error) {
    return complaint(error);
  }
}

/**
 * Decodes the wanted rows of a row group. The columns of text and id must be decodable; any other that is not is null
 * in all rows.
 */
export async function decodeRowGroup(request: RowGroupRequest): Promise<DecodedRowGroup | Complaint> {
  try {
    const pages = pagesOf(request, await readColumns(request));
    return handingOver({ kind: 'rows', pages }, pages);
  } catch (error) {
    return complaint(error);
  }
}

/** The names of a file's columns. */
export function columnNames(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map((child) => child.element.name);
}

interface Column {
  readonly name: string;
  readonly valueAt: (row: number) => unknown;
}

async function readColumns({ path, metadata, wanted, options }: RowGroupRequest): Promise<Column[]> {
  const file = await asyncBufferFromFile(path);
  const stored = { ...metadata, schema: storedSchema(metadata.schema, options.textColumn) };
  const columns: Column[] = [];
  for (const node of parquetSchema(metadata).children) {
    const { name } = node.element;
    const isText = name === options.textColumn;
    const needed = isText || name === options.idColumn;
    if (!needed && options.metadata === 'drop') continue;
    try {
      const parsers = isText ? TEXT_PARSERS : PARQUET_PARSERS;
      const scan = await parquetScan({
        file,
        metadata: stored,
        columns: [name],
        ...DECODING,
        parsers,
        useOffsetIndex: false,
      });
      const values = await scan.readColumn({ column: name, rowStart: 0, rowEnd: wanted.length });
      if (values.length !== wanted.length) throw new Error(`${values.length} values in ${wanted.length} rows`);
      const convert = isText ? undefined : converterOf(node);
      columns.push({ name, valueAt: (row) => (convert === undefined ? values[row] : convert(values[row])) });
    } catch (error) {
      if (needed || isOfDisk(error)) throw error;
      columns.push({ name, valueAt: () => null });
    }
  }
  return columns;
}

function pagesOf(request: RowGroupRequest, columns: readonly Column[]): Uint8Array<ArrayBuffer>[] {
  const { start, wanted, label, options } = request;
  const encoder = new TextEncoder();
  const pages: Uint8Array<ArrayBuffer>[] = [];
  let page: string[] = [];
  let chars = 0;
  for (let at = wanted.indexOf(1); at !== -1; at = wanted.indexOf(1, at + 1)) {
    const row = Object.fromEntries(columns.map(({ name, valueAt }) => [name, valueAt(at)]));
    const json = JSON.stringify(rowOf(row, { ...start, row: start.row + at }, label, options) satisfies CorpusRow);
    page.push(json);
    chars += json.length;
    if (chars < PAGE_CHARS) continue;
    pages.push(encoder.encode(`[${page.join(',')}]`));
    page = [];
    chars = 0;
  }
  if (page.length > 0) pages.push(encoder.encode(`[${page.join(',')}]`));
  return pages;
}

function complaint(error: unknown): Complaint {
  const why = error instanceof Error ? error.message : String(error);
  return { kind: isOfDisk(error) ? 'unreadable' : 'undecodable', why };
}

/** Whether an error is of the disk, and so no property of the data. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
