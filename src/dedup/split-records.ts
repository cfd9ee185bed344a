import { join } from 'node:path';
import type { ShardFormat } from '../emission/shard-formats.ts';
import type { WrittenShard } from '../emission/write-shard.ts';
import { passingWords } from '../text/words.ts';
import { contaminationOf } from '../validation/contaminated.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { Clusters } from './clusters.ts';
import { readSource } from '../external/read-source.ts';
import type { SourceColumns, SourceRecord } from '../external/source-record.ts';
import type { RecordTable } from './record-table.ts';
import { createShardSeries } from '../external/shard-series.ts';
import type { Source } from '../external/sources.ts';

/** Records of one strategy; `(none)` are those of files that no run wrote. */
export interface SplitTally {
  kept: number;
  dropped: number;
}

/** Why a record is dropped. */
interface Drop {
  readonly reason: 'duplicate' | 'contaminated';
  readonly detail: string;
}

/** What the second pass wrote. */
export interface SplitRecords {
  readonly kept: number;
  readonly dropped: number;
  /** Generated tokens of the kept records, as runs wrote them. */
  readonly keptTokens: number;
  /** Reason → records dropped for it. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly strategies: ReadonlyMap<string, SplitTally>;
  readonly shards: readonly WrittenShard[];
  readonly rejects: readonly WrittenShard[];
}

export interface SplitOptions extends SourceColumns {
  /** Where the folders are made. */
  readonly directory: string;
  readonly format: ShardFormat;
  readonly shardRecords: number;
  /** Index files of benchmarks: what has text of one is dropped as `contaminated`, unless it is a duplicate. */
  readonly contamination: readonly string[];
  readonly signal: AbortSignal;
  /** Called now and then with the records read so far. */
  readonly onRecords: (records: number) => void;
}

/** The folders that are written. */
export const SHARDS = 'shards';
export const REJECTS = 'rejects';

/** Records between two calls of `onRecords`. */
const TOLD = 4_096;
const NO_STRATEGY = '(none)';

/**
 * The second pass: reads every record again and writes it, as it came, to the shards or, with its reason and the id that
 * it repeats or the benchmark that it has text of, to the rejects; both in the order of the input. Throws a mismatch where
 * the input has changed since.
 */
export async function splitRecords(
  sources: readonly Source[],
  clusters: Clusters,
  table: RecordTable,
  { directory, format, shardRecords, contamination, signal, onRecords, ...columns }: SplitOptions,
): Promise<SplitRecords> {
  const series = (folder: string) =>
    createShardSeries({ directory: join(directory, folder), format, shardRecords, signal });
  const shards = series(SHARDS);
  const rejects = series(REJECTS);
  const strategies = new Map<string, SplitTally>();
  const total: SplitTally = { kept: 0, dropped: 0 };
  const reasons: Record<string, number> = {};
  let keptTokens = 0;
  const dropOf = (number: number, { text }: SourceRecord): Drop | undefined => {
    const keeper = clusters.keeperOf(number);
    if (keeper !== number) return { reason: 'duplicate', detail: `repeats ${table.id(keeper)}` };
    const found = contamination.length === 0 ? undefined : contaminationOf(passingWords(text), contamination);
    return found === undefined ? undefined : { reason: 'contaminated', detail: found.detail };
  };
  const ids = table.ids();
  let number = 0;
  try {
    for (const source of sources) {
      for await (const row of readSource(source, columns)) {
        signal.throwIfAborted();
        if (row.kind === 'skipped') continue;
        if (number >= table.count) throw changed(source);
        const strategy = strategyOf(source, row);
        const tally = strategies.get(strategy) ?? { kept: 0, dropped: 0 };
        strategies.set(strategy, tally);
        if (ids.next().value !== row.id) throw changed(source);
        const drop = dropOf(number, row);
        if (drop === undefined) {
          await shards.add(JSON.stringify(row.fields));
          if (typeof row.fields['generated_tokens'] === 'number') keptTokens += row.fields['generated_tokens'];
          tally.kept += 1;
          total.kept += 1;
        } else {
          await rejects.add(JSON.stringify({ ...row.fields, status: 'rejected', ...drop }));
          reasons[drop.reason] = (reasons[drop.reason] ?? 0) + 1;
          tally.dropped += 1;
          total.dropped += 1;
        }
        number += 1;
        if (number % TOLD === 0) onRecords(number);
      }
    }
    if (number !== table.count) throw new RewriteError('mismatch', CHANGED);
    return { ...total, keptTokens, reasons, strategies, shards: await shards.end(), rejects: await rejects.end() };
  } finally {
    await Promise.all([shards.close(), rejects.close()]);
  }
}

function strategyOf(source: Source, { fields: { strategy } }: SourceRecord): string {
  return source.kind === 'shard' && typeof strategy === 'string' ? strategy : NO_STRATEGY;
}

const CHANGED = 'The input changed while it was read: run the same command again when nobody writes to it.';

function changed({ label }: Source): RewriteError {
  return new RewriteError('mismatch', `${label}: ${CHANGED}`);
}
