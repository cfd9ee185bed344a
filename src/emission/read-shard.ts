import type { JsonObject } from '../vocabulary/json.ts';
import { usageError } from '../vocabulary/error.ts';
import { SHARD_FORMATS, shardEncoders } from './shard-formats.ts';

/**
 * Reads the records of a shard back, one at a time, in any of the formats, which the file's extension tells. Throws a
 * RewriteError: `usage` for another extension, `mismatch` when the file is missing or damaged, after the records
 * before the damage.
 */
export function readShard(path: string): AsyncGenerator<JsonObject> {
  const format = SHARD_FORMATS.find((candidate) => path.endsWith(`.${candidate}`));
  if (format === undefined) throw usageError(`${path} is no shard: shards end in ${SHARD_FORMATS.join(', ')}`);
  return shardEncoders[format].decode(path);
}
