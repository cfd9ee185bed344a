import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWholeFolder } from '../emission/make-whole-folder.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { MANIFEST, writeJsonFile } from '../run/manifest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { makeFolder } from '../text/make-folder.ts';
import { contaminationIndex } from '../validation/contamination-index.ts';
import { keepSigned, reopenSigned, wasSigned } from './checkpoint.ts';
import { clustersOf } from './clusters.ts';
import { joinBands } from './join-bands.ts';
import { composeDedupManifest, type DedupManifest } from './manifest.ts';
import type { SourceColumns } from '../external/source-record.ts';
import { signRecords } from './sign-records.ts';
import { describeSources, type Source } from '../external/sources.ts';
import { REJECTS, SHARDS, splitRecords } from './split-records.ts';
import { createUnionFind } from './union-find.ts';

/** Files of the work between its steps, in the folder that is being made. */
const SCRATCH = 'scratch';

/** The steps of the job, in their order; `signed` in place of the first where an earlier job has done it. */
export type DedupStep = 'signing' | 'signed' | 'joining' | 'writing';

export interface DedupOptions extends SourceColumns {
  /** The folder to make, absolute; must not be there, or be empty. */
  readonly out: string;
  /** The field by which the record that stays is chosen; undefined: the longest text. */
  readonly by: string | undefined;
  /** The least similarity, 0 to 1, that two records must have by their sketches; undefined: sharing a band is enough. */
  readonly minSimilarity: number | undefined;
  /** Index files of benchmarks, absolute. */
  readonly contamination: readonly string[];
  readonly format: ShardFormat;
  readonly shardRecords: number;
  readonly threads: number;
}

export interface DedupHooks {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Called when a step begins and now and then in it; records so far are 0 at its beginning. */
  readonly onProgress: (step: DedupStep, records: number) => void;
  /** Told of the first row that is no record, with its place: the others are counted. */
  readonly onSkipped: (detail: string) => void;
}

/**
 * Finds near duplicates over all records of the sources, and writes the record that stays of each cluster to
 * `out/shards`, the others to `out/rejects`, and `out/manifest.json`.
 *
 * Two passes over the text: the first signs every text (MinHash) and sorts the keys of its bands on disk; records that
 * share a key are put together; the second writes. Memory: 20 bytes a record and about 0.3 GB. Disk: 170 bytes a record
 * and its id, 280 with `minSimilarity`, beside the output. The folder appears whole, by rename. A job that is stopped or
 * killed after the first pass leaves its files beside it, and the same job goes on from there; another one begins anew.
 *
 * Throws a usage error for a folder that holds something already or cannot be written, a mismatch for damaged input, and
 * the signal's reason.
 */
export function dedup(sources: readonly Source[], options: DedupOptions, hooks: DedupHooks): Promise<DedupManifest> {
  const { signal } = hooks;
  return makeWholeFolder(options.out, 'dedup', (work) => fill(work, sources, options, hooks), {
    isWorthKeeping: (work) => signal.aborted && wasSigned(join(work, SCRATCH)),
  });
}

async function fill(
  work: string,
  sources: readonly Source[],
  { by, minSimilarity, threads, ...options }: DedupOptions,
  { signal, now, onProgress, onSkipped }: DedupHooks,
): Promise<DedupManifest> {
  for (const path of options.contamination) contaminationIndex(path);
  const startedAt = now().toISOString();
  const scratch = join(work, SCRATCH);
  await makeFolder(scratch);
  const described = await describeSources(sources, signal);
  const from = { ...options, described, by, sketches: minSimilarity !== undefined };
  const kept = await reopenSigned(scratch, from);
  for (const folder of kept === undefined ? [SCRATCH, SHARDS, REJECTS] : [SHARDS, REJECTS]) {
    await rm(join(work, folder), { recursive: true, force: true });
  }
  await makeFolder(scratch);
  onProgress(kept === undefined ? 'signing' : 'signed', 0);
  const onRecords = (records: number): void => onProgress('signing', records);
  const told = { signal, onRecords, onSkipped };
  const signed = kept ?? (await signRecords(sources, { ...from, ...told, threads, folder: scratch }));
  try {
    if (kept === undefined) await keepSigned(scratch, from, signed);
    onProgress('joining', 0);
    const groups = createUnionFind(signed.table.count);
    const joined = await joinBands(signed, groups, { folder: scratch, minSimilarity, signal });
    const clusters = clustersOf(groups, signed.table.values());
    onProgress('writing', 0);
    const split = await splitRecords(sources, clusters, signed.table, {
      ...options,
      directory: work,
      signal,
      onRecords: (records) => onProgress('writing', records),
    });
    const finishedAt = now().toISOString();
    const { contamination } = options;
    const frame = { toolVersion: TOOL_VERSION, startedAt, finishedAt, by, minSimilarity, contamination };
    const manifest = composeDedupManifest(frame, signed, joined, clusters, split);
    await writeJsonFile(join(work, MANIFEST), manifest);
    signed.close();
    await rm(scratch, { recursive: true });
    return manifest;
  } finally {
    signed.close();
  }
}
