import type { RowGroup } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

import { handingOver } from '../text/worker-thread.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { columnsOf, type RecordKind, schemaOf } from './parquet-columns.ts';

/** One row group to encode. */
export interface RowGroupRequest {
  /** What its records are, and all others of the file. */
  readonly kind: RecordKind;
  /** Lines of JSON, each with its line feed, in UTF-8; no line is cut in two. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  /** Where in the file the row group begins, in bytes. */
  readonly offset: number;
}

/** A row group's bytes, and what the file's footer tells of it. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly described: readonly RowGroup[];
}

/** The first bytes of every file. */
export const PARQUET_HEADER: Uint8Array = Buffer.from('PAR1');

/**
 * Encodes one row group, compressed with Snappy. A pure function of plain values, so that it can run in a worker
 * thread. Throws for a record of another kind, naming it.
 */
export function encodeRowGroup({ kind, pieces, offset }: RowGroupRequest): EncodedRowGroup {
  const columns = columnsOf(pieces.flatMap(recordsIn), kind);
  const { writer, parquet } = writerAt(offset, kind);
  const rows = columns[0]?.data.length ?? 0;
  void parquet.write({ columnData: columns, rowGroupSize: rows }); // Synchronous: a ByteWriter has nothing to flush.
  const bytes = bytesOf(writer);
  return handingOver({ bytes, described: parquet.row_groups }, [bytes]);
}

/** Encodes what follows the last row group. For a worker thread: it takes 50 ms for 50,000 records. */
export function encodeFooter(request: {
  readonly kind: RecordKind;
  readonly described: readonly RowGroup[];
  readonly offset: number;
}): Uint8Array<ArrayBuffer> {
  const { writer, parquet } = writerAt(request.offset, request.kind);
  parquet.row_groups.push(...request.described);
  for (const { num_rows } of request.described) parquet.num_rows += num_rows;
  void parquet.finish(); // Synchronous, likewise.
  return bytesOf(writer);
}

/** What a new writer puts down is the start of a file; this one goes on in the middle of one. */
function writerAt(offset: number, kind: RecordKind): { writer: ByteWriter; parquet: ParquetWriter } {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: schemaOf(kind), createdBy: 'rewrite' });
  writer.index = 0;
  writer.offset = offset;
  return { writer, parquet };
}

function bytesOf(writer: ByteWriter): Uint8Array<ArrayBuffer> {
  return new Uint8Array(writer.getBuffer());
}

function recordsIn(piece: Uint8Array<ArrayBuffer>): JsonObject[] {
  const lines = Buffer.from(piece.buffer).toString('utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as JsonObject);
}
