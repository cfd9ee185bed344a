import { join } from 'node:path';
import { createShardSeries } from '../external/shard-series.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import type { WrittenShard } from '../emission/write-shard.ts';
import { decodeEntry } from './entry.ts';
import type { PackingShape } from './packing-shape.ts';
import type { RecordSort } from './record-sort.ts';
import { createSequences, type PackingTally } from './sequences.ts';

/** Entries between two calls of `onRecords`. */
const TOLD = 4_096;

export interface WriteOptions {
  /** Where `shards/` is made. */
  readonly directory: string;
  readonly packing: PackingShape | undefined;
  readonly format: ShardFormat;
  readonly shardRecords: number;
  readonly signal: AbortSignal;
  readonly onRecords: (records: number) => void;
}

/** What was written. */
export interface WrittenBlend {
  readonly shards: readonly WrittenShard[];
  /** Records of the shards: documents, or sequences. */
  readonly records: number;
  readonly packed: PackingTally | undefined;
}

/** Writes the phases one after the other, each in its order; no sequence has documents of two phases. */
export async function writeBlend(sorts: readonly RecordSort[], options: WriteOptions): Promise<WrittenBlend> {
  const { directory, packing, format, shardRecords, signal, onRecords } = options;
  const sequences = packing === undefined ? undefined : createSequences(packing);
  const series = createShardSeries({ directory: join(directory, 'shards'), format, shardRecords, signal });
  let written = 0;
  try {
    for (const sort of sorts) {
      for (const bytes of sort.sorted()) {
        signal.throwIfAborted();
        const entry = decodeEntry(bytes);
        if (sequences === undefined) await series.add(entry.line);
        else for (const sequence of sequences.add(entry)) await series.add(sequence);
        written += 1;
        if (written % TOLD === 0) onRecords(written);
      }
      if (sequences !== undefined) for (const sequence of sequences.end()) await series.add(sequence);
      sort.close();
    }
    const shards = await series.end();
    const records = shards.reduce((sum, shard) => sum + shard.records, 0);
    return { shards, records, packed: sequences?.tally };
  } finally {
    await series.close();
  }
}
