import type { JsonObject } from '../vocabulary/json.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';

/** A record as it stands in a shard: accepted, or with the reason why not. */
export type ShardRecord = AcceptedRecord | RejectRecord;

/** One format of shards. */
export interface ShardEncoder {
  /**
   * The bytes of a whole file. They depend on the records alone, not on how these are batched. Holds a few batches at
   * a time, and pulls the next when its bytes are taken. Throws what `records` throws.
   */
  encode(records: AsyncIterable<readonly ShardRecord[]>): AsyncGenerator<Uint8Array>;
  /**
   * The records of a file, as they were written. Throws a RewriteError `mismatch` when the file is damaged, after the
   * records before the damage.
   */
  decode(path: string): AsyncGenerator<JsonObject>;
}
