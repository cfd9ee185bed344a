import type { FileMetaData, RowGroup } from 'hyparquet';

import { createWorkerThread, type WorkerThread } from '../text/worker-thread.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import type { InputFile } from './input-files.ts';
import { type Complaint, columnNames, decodeRowGroup, openParquet } from './parquet-row-group.ts';
import { isWanted, type ReadOptions } from './read-options.ts';
import { badRow, noTextDetail } from './row.ts';
import { unreadable } from './unreadable.ts';

const DECODE_LIMIT_MS = 60_000;

/** Elements of the largest array of V8: a row group of more rows cannot be decoded. */
const MAX_ROWS = 2 ** 27 - 3;

const DECODER = new URL('./parquet-row-group.js', import.meta.url);

/**
 * Reads Parquet, one row group at a time and only those that hold wanted rows: see `readFile`. A file that is not
 * Parquet, a file without the text column and a row group that cannot be decoded are one bad row each. The decoding is
 * done in a worker thread, which is given up when it takes too long or too much memory: hyparquet can loop for ever on
 * damaged pages.
 */
export async function* readParquet(
  input: InputFile,
  fileIndex: number,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const thread = createWorkerThread(DECODER);
  try {
    const start: Position = { file: fileIndex, row: 0 };
    const opened = await inTime(input, () => thread.run(openParquet, input.path, limitOf(options)));
    if (opened.kind !== 'metadata') {
      if (isWanted(0, options)) yield badRow(start, 'input.unreadable', `not Parquet: ${opened.why}`);
      return;
    }
    const names = columnNames(opened.metadata);
    if (!names.includes(options.textColumn)) {
      if (isWanted(0, options)) yield badRow(start, 'input.no_text', noTextDetail(options.textColumn, names));
      return;
    }
    yield* rowsOf({ thread, input, fileIndex, options, metadata: opened.metadata });
  } finally {
    await thread.close();
  }
}

interface Reading {
  readonly thread: WorkerThread;
  readonly input: InputFile;
  readonly fileIndex: number;
  readonly options: ReadOptions;
  readonly metadata: FileMetaData;
}

async function* rowsOf(reading: Reading): AsyncGenerator<CorpusRow> {
  const { options, fileIndex, metadata } = reading;
  let row = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const start: Position = { file: fileIndex, row };
    row += Math.max(0, Number(group.num_rows));
    const decoded = await decode(reading, group, start);
    if (decoded.kind === 'rows') {
      // An array in JSON, as the other thread wrote it.
      for (const page of decoded.pages) yield* JSON.parse(Buffer.from(page.buffer).toString('utf8')) as CorpusRow[];
    } else if (isWanted(start.row, options)) {
      const detail = `row group ${index} (rows ${start.row} to ${row - 1}) cannot be decoded: ${decoded.why}`;
      yield badRow(start, 'input.unreadable', detail);
    }
  }
  // A damaged count must not lose rows in silence.
  if (row < metadata.num_rows && isWanted(row, options)) {
    const detail = `the file tells of ${metadata.num_rows} rows, its row groups of ${row}`;
    yield badRow({ file: fileIndex, row }, 'input.unreadable', detail);
  }
}

async function decode({ thread, input, options, metadata }: Reading, group: RowGroup, start: Position) {
  const rows = Math.max(0, Number(group.num_rows));
  // A damaged count must not make a billion empty rows.
  const plausible = rows <= MAX_ROWS && group.columns.every(({ meta_data }) => (meta_data?.num_values ?? -1) >= rows);
  if (!plausible) return { kind: 'undecodable', why: 'its row count is wrong' } satisfies Complaint;
  const wanted = new Uint8Array(rows);
  for (let at = 0; at < rows; at += 1) if (isWanted(start.row + at, options)) wanted[at] = 1;
  if (!wanted.includes(1)) return { kind: 'rows', pages: [] } as const;

  const { textColumn, idColumn, metadata: columns } = options;
  const request = {
    path: input.path,
    metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows },
    wanted,
    start,
    label: input.label,
    options: { textColumn, idColumn, metadata: columns },
  };
  return inTime(input, () => thread.run(decodeRowGroup, request, { ...limitOf(options), transfer: [wanted.buffer] }));
}

function limitOf({ decodeLimitMs = DECODE_LIMIT_MS }: ReadOptions): { readonly limitMs: number } {
  return { limitMs: decodeLimitMs };
}

/** What a worker found, or that it found nothing in its time; throws when the file cannot be read. */
async function inTime<Found extends { readonly kind: string }>(
  input: InputFile,
  work: () => Promise<Found | Complaint>,
): Promise<Found | Complaint> {
  let found: Found | Complaint;
  try {
    found = await work();
  } catch (error) {
    return { kind: 'undecodable', why: error instanceof Error ? error.message : String(error) };
  }
  if ('why' in found && found.kind === 'unreadable') throw unreadable(input.path, found.why);
  return found;
}
