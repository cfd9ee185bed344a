import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

import type { JsonObject } from '../vocabulary/json.ts';
import { damaged } from './damaged.ts';
import { createColumns, recordOfRow, type RowGroupColumns } from './parquet-columns.ts';
import { createRowGroupPool } from './row-group-pool.ts';
import type { ShardEncoder, ShardRecord } from './shard-encoder.ts';

const ROW_GROUP_ROWS = 1_000;

/** A row group of very long texts is closed earlier: whoever reads it holds all of it. */
const ROW_GROUP_CHARS = 32 * 1024 * 1024;

/** A column for each field, objects and lists as JSON strings, in row groups of 1,000 rows. */
export const parquetEncoder: ShardEncoder = { encode, decode };

async function* encode(records: AsyncIterable<readonly ShardRecord[]>): AsyncGenerator<Uint8Array> {
  const groups = rowGroupsOf(records);
  const first = await groups.next();
  const { schema } = first.done === true ? createColumns(undefined) : first.value;
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'rewrite' });
  const written = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const pool = createRowGroupPool();
  try {
    yield written();
    for (let group = first; group.done !== true; group = await groups.next()) {
      const encoded = await pool.encode({ schema, columns: group.value.take(), offset: writer.offset });
      parquet.row_groups.push(...encoded.rowGroups);
      parquet.pendingIndexes.push(...encoded.indexes);
      parquet.num_rows += encoded.rows;
      writer.offset += encoded.bytes.length;
      yield encoded.bytes;
    }
    void parquet.finish(); // Synchronous: a ByteWriter has nothing to flush.
    yield written();
  } finally {
    await pool.close();
    await groups.return(undefined);
  }
}

/** Yields the columns each time that a row group is full; the receiver takes what they hold. */
async function* rowGroupsOf(records: AsyncIterable<readonly ShardRecord[]>): AsyncGenerator<RowGroupColumns> {
  let columns: RowGroupColumns | undefined;
  let rows = 0;
  let chars = 0;
  for await (const batch of records) {
    for (const record of batch) {
      columns ??= createColumns(record);
      columns.add(record);
      rows += 1;
      chars += record.text.length;
      if (rows < ROW_GROUP_ROWS && chars < ROW_GROUP_CHARS) continue;
      yield columns;
      rows = 0;
      chars = 0;
    }
  }
  if (columns !== undefined && rows > 0) yield columns;
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
