import type { JsonObject } from '../vocabulary/json.ts';

/** A record in JSON, on one line: text, or its bytes in UTF-8. */
export type RecordLine = string | Uint8Array;

/** A record's bytes in UTF-8; half characters become U+FFFD. */
export function bytesOf(record: RecordLine): Uint8Array {
  return typeof record === 'string' ? Buffer.from(record, 'utf8') : record;
}

/** One format of shards. */
export interface ShardEncoder {
  /**
   * The bytes of a whole file. They depend on the records alone, not on how
   * these are batched. Holds a few batches at a time, and pulls the next when its bytes are taken. Throws what
   * `records` throws.
   */
  encode(records: AsyncIterable<readonly RecordLine[]>): AsyncGenerator<Uint8Array>;
  /**
   * The records of a file, as they were written. Throws a RewriteError `mismatch` when the file is damaged, after the
   * records before the damage.
   */
  decode(path: string): AsyncGenerator<JsonObject>;
}
