import type { JsonObject } from '../vocabulary/json.ts';

/** One format of shards. */
export interface ShardEncoder {
  /**
   * The bytes of a whole file for records in JSON, each on one line. They depend on the records alone, not on how
   * these are batched. Holds a few batches at a time, and pulls the next when its bytes are taken. Throws what
   * `records` throws.
   */
  encode(records: AsyncIterable<readonly string[]>): AsyncGenerator<Uint8Array>;
  /**
   * The records of a file, as they were written. Throws a RewriteError `mismatch` when the file is damaged, after the
   * records before the damage.
   */
  decode(path: string): AsyncGenerator<JsonObject>;
}
