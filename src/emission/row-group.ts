import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';

/** One row group to encode. */
export interface RowGroupRequest {
  readonly schema: SchemaElement[];
  readonly columns: ColumnSource[];
  /** Where in the file the row group begins, in bytes. */
  readonly offset: number;
}

/** A row group's bytes, and what the file's footer tells of it. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array;
  readonly rows: bigint;
  readonly rowGroups: ParquetWriter['row_groups'];
  readonly indexes: ParquetWriter['pendingIndexes'];
}

/**
 * Encodes one row group, compressed with Snappy. A pure function of plain values, so that it can run in a worker
 * thread: this file is also the worker's.
 */
export function encodeRowGroup({ schema, columns, offset }: RowGroupRequest): EncodedRowGroup {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema });
  // What a new writer puts down is the start of a file; this is the middle of one.
  writer.index = 0;
  writer.offset = offset;
  const rows = columns[0]?.data.length ?? 0;
  void parquet.write({ columnData: columns, rowGroupSize: rows }); // Synchronous: a ByteWriter has nothing to flush.
  return {
    bytes: writer.getBytes().slice(),
    rows: parquet.num_rows,
    rowGroups: parquet.row_groups,
    indexes: parquet.pendingIndexes,
  };
}
