import type { RecordLine } from '../emission/shard-encoder.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { type WrittenShard, writeShard } from '../emission/write-shard.ts';
import { partName } from '../run/shard-files.ts';

/** Records handed over at a time. */
const BATCH = 200;

export interface ShardSeriesOptions {
  /** Made where it is missing. */
  readonly directory: string;
  readonly format: ShardFormat;
  /** Records of a shard. */
  readonly shardRecords: number;
  readonly signal: AbortSignal;
}

/** Shards `part-00000`, `part-00001`, … of records that come one at a time. */
export interface ShardSeries {
  /**
   * Adds a record in JSON, bytes of which must hold; resolves when there is room for more. Rejects when this shard or the
   * one before cannot be written.
   */
  add(record: RecordLine): Promise<void>;
  /** Writes what is left; resolves to all shards. Without a record there is none. */
  end(): Promise<WrittenShard[]>;
  /** Gives up what is being written, if anything, and waits until it is gone; safe to call twice. */
  close(): Promise<void>;
}

/** The writer pulls, whoever has records pushes: a batch passes from hand to hand between them. */
export function createShardSeries({ directory, format, shardRecords, signal }: ShardSeriesOptions): ShardSeries {
  /** In order; all but the last two are written. */
  const shards: Promise<WrittenShard>[] = [];
  let batch: RecordLine[] = [];
  let open: Open | undefined;
  let records = 0;
  const givenUp = new AbortController();

  const hand = async (): Promise<void> => {
    if (batch.length === 0) return;
    if (open === undefined) {
      const passing = createHandover();
      const name = partName(shards.length);
      const shard = writeShard({
        directory,
        name,
        format,
        records: passing.batches(),
        signal: AbortSignal.any([signal, givenUp.signal]),
      });
      shard.catch(() => {});
      shards.push(shard);
      open = { passing, shard };
    }
    const handed = open.passing.put(batch);
    batch = [];
    // A writer that failed takes nothing more.
    await Promise.race([handed, open.shard]);
  };
  const seal = async (): Promise<void> => {
    await hand();
    if (open === undefined) return;
    open.passing.end();
    open = undefined;
    records = 0;
    // The disk finishes it meanwhile: one at a time.
    await shards.at(-2);
  };
  return {
    async add(record) {
      batch.push(record);
      records += 1;
      if (records === shardRecords) await seal();
      else if (batch.length === BATCH) await hand();
    },
    async end() {
      await seal();
      return Promise.all(shards);
    },
    async close() {
      givenUp.abort();
      await Promise.allSettled(shards);
      open = undefined;
    },
  };
}

interface Open {
  readonly passing: ReturnType<typeof createHandover>;
  readonly shard: Promise<WrittenShard>;
}

/** One batch at a time: `put` resolves when the batch was taken. */
function createHandover() {
  let waiting: readonly RecordLine[] | undefined;
  let ended = false;
  let taken: () => void = () => {};
  let changed: () => void = () => {};
  return {
    put(batch: readonly RecordLine[]): Promise<void> {
      waiting = batch;
      changed();
      return new Promise((resolve) => {
        taken = resolve;
      });
    },
    end(): void {
      ended = true;
      changed();
    },
    async *batches(): AsyncGenerator<readonly RecordLine[]> {
      for (;;) {
        if (waiting !== undefined) {
          const batch = waiting;
          waiting = undefined;
          taken();
          yield batch;
        } else if (ended) return;
        else
          await new Promise<void>((resolve) => {
            changed = resolve;
          });
      }
    },
  };
}
