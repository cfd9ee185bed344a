import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type RowGroup } from 'hyparquet';

import { createWorkerThread } from '../text/worker-thread.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { damaged } from './damaged.ts';
import { createLineBuffer } from './line-buffer.ts';
import { kindOf, type RecordKind, recordOfRow } from './parquet-columns.ts';
import { encodeFooter, encodeRowGroup, PARQUET_HEADER } from './row-group.ts';
import { bytesOf, type RecordLine, type ShardEncoder } from './shard-encoder.ts';

const ROW_GROUP_ROWS = 1_000;

/** A row group of very long records is closed earlier: whoever reads it holds all of it. */
const ROW_GROUP_BYTES = 32 * 1024 * 1024;

/** Bytes that are written at a time: hashing more would be felt by the event loop. */
const CHUNK_BYTES = 1_048_576;

const ENCODER = new URL('./row-group.js', import.meta.url);

/** A column for each field, objects and lists as JSON strings, in row groups of 1,000 rows. */
export const parquetEncoder: ShardEncoder = { encode, decode };

/** The main thread only passes lines of JSON on: parsing them, turning them into columns and compressing takes another. */
async function* encode(records: AsyncIterable<readonly RecordLine[]>): AsyncGenerator<Uint8Array> {
  const groups = rowGroupsOf(records);
  const thread = createWorkerThread(ENCODER);
  try {
    const first = await groups.next();
    const kind = first.done === true ? 'accepted' : first.value.kind;
    const described: RowGroup[] = [];
    let offset = PARQUET_HEADER.length;
    yield PARQUET_HEADER;
    for (let group = first; group.done !== true; group = await groups.next()) {
      const { pieces } = group.value;
      const transfer = pieces.map((piece) => piece.buffer);
      const encoded = await thread.run(encodeRowGroup, { kind, pieces, offset }, { transfer });
      described.push(...encoded.described);
      offset += encoded.bytes.length;
      yield* chunksOf(encoded.bytes);
    }
    yield* chunksOf(await thread.run(encodeFooter, { kind, described, offset }));
  } finally {
    await thread.close();
    await groups.return(undefined);
  }
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

interface RowGroupLines {
  /** What the first record is. */
  readonly kind: RecordKind;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}

async function* rowGroupsOf(records: AsyncIterable<readonly RecordLine[]>): AsyncGenerator<RowGroupLines> {
  const buffer = createLineBuffer();
  let kind: RecordKind | undefined;
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let rows = 0;
  let bytes = 0;
  for await (const batch of records) {
    for (const record of batch) {
      const line = bytesOf(record);
      kind ??= kindOf(JSON.parse(new TextDecoder().decode(line)) as JsonObject);
      if (buffer.add(line)) pieces.push(buffer.take());
      rows += 1;
      bytes += line.length;
      if (rows < ROW_GROUP_ROWS && bytes < ROW_GROUP_BYTES) continue;
      yield { kind, pieces: [...pieces, buffer.take()] };
      pieces = [];
      rows = 0;
      bytes = 0;
    }
  }
  if (kind !== undefined && rows > 0) yield { kind, pieces: [...pieces, buffer.take()] };
}

async function* decode(path: string): AsyncGenerator<JsonObject> {
  let rowStart = 0;
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      // A TextDecoder, the default, would drop U+FEFF at the beginning of a text.
      const parsers = { stringFromBytes: (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8') };
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, parsers });
      for (const row of rows) yield recordOfRow(row);
      rowStart = rowEnd;
    }
  } catch (error) {
    throw damaged(path, error, `after record ${rowStart}`);
  }
}
