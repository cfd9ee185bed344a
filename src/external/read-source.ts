import { readFile } from '../corpus/read-file.ts';
import { readShard } from '../emission/read-shard.ts';
import { recordOfRow, recordOfShard, type SkippedRow, type SourceColumns, type SourceRecord } from './source-record.ts';
import type { Source } from './sources.ts';

/** Reads a source's records in order, one at a time. Throws a mismatch where a shard is damaged. */
export async function* readSource(source: Source, columns: SourceColumns): AsyncGenerator<SourceRecord | SkippedRow> {
  if (source.kind === 'shard') {
    let number = 0;
    for await (const fields of readShard(source.path)) {
      yield recordOfShard(fields, source.label, number);
      number += 1;
    }
    return;
  }
  for await (const row of readFile(source.file, 0, { ...columns, metadata: 'keep', fromRow: 0 })) {
    yield recordOfRow(row, source.label, columns);
  }
}
