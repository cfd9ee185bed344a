import { basename, join, resolve } from 'node:path';

import type { RecordLine } from './shard-encoder.ts';
import { type ShardFormat, shardEncoders } from './shard-formats.ts';
import { untilAborted } from './until-aborted.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** A shard to write. */
export interface ShardRequest {
  /** Made where it is missing. */
  readonly directory: string;
  /** The file's name without extension, such as `part-00000`. */
  readonly name: string;
  readonly format: ShardFormat;
  /**
   * All accepted records, or all rejects. In batches of any size; pulled one batch at a time.
   */
  readonly records: AsyncIterable<readonly RecordLine[]>;
  readonly signal?: AbortSignal;
}

/** A shard as the manifest tells of it. */
export interface WrittenShard {
  /** The directory's base name, a slash, and the file's name. */
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  /** In hex, of the file as it stands on disk. */
  readonly sha256: string;
}

/**
 * Writes a shard, streaming: the file appears whole, by rename, or not at all. Equal records give equal bytes, however
 * they are batched. Throws what `records` throws, the signal's reason when aborted, and a RewriteError `usage` when
 * the disk is full or does not let us write.
 */
export async function writeShard({ directory, name, format, records, signal }: ShardRequest): Promise<WrittenShard> {
  const file = `${name}.${format}`;
  let count = 0;
  async function* counted(): AsyncGenerator<readonly RecordLine[]> {
    for await (const batch of untilAborted(records, signal)) {
      count += batch.length;
      yield batch;
    }
  }
  const chunks = shardEncoders[format].encode(counted());
  const { bytes, sha256 } = await writeWholeFile(join(directory, file), chunks, signal);
  return { path: `${basename(resolve(directory))}/${file}`, records: count, bytes, sha256 };
}
