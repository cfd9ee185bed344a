import type { Manifest, ManifestCounts } from '../run/manifest.ts';
import { BAND_ROWS, BANDS, SHINGLE_WORDS } from '../text/min-hash.ts';
import type { Clusters } from './clusters.ts';
import type { Joined } from './join-bands.ts';
import type { SignedRecords } from './sign-records.ts';
import type { SplitRecords, SplitTally } from './split-records.ts';

/**
 * `manifest.json` of a folder without near duplicates: what a run's manifest says, as far as it applies, so that
 * `rewrite verify` holds the folder against it and `rewrite dedup` takes it as input again. Kept records are accepted,
 * duplicates rejected.
 */
export interface DedupManifest extends Pick<Manifest, 'tool_version' | 'started_at' | 'finished_at'> {
  readonly command: 'dedup';
  readonly parameters: {
    readonly shingle_words: number;
    readonly bands: number;
    readonly band_rows: number;
    /** The field by which the record that stays is chosen; null: the longest text. */
    readonly by: string | null;
    /** Null: sharing a band is enough. */
    readonly min_similarity: number | null;
    /** Index files of benchmarks. */
    readonly contamination: readonly string[];
  };
  readonly input: Omit<Manifest['input'], 'files'> & { readonly files: SignedRecords['files'] };
  readonly tasks: ManifestCounts;
  /** Generated tokens of the kept records, as runs wrote them. */
  readonly tokens: Pick<Manifest['tokens'], 'accepted'>;
  readonly reasons: Readonly<Record<string, number>>;
  readonly strategies: Readonly<Record<string, { readonly tasks: ManifestCounts }>>;
  readonly clusters: Pick<Clusters, 'count' | 'largest' | 'sizes'>;
  readonly candidate_pairs: Joined;
  readonly shards: Manifest['shards'];
  readonly rejects: Manifest['rejects'];
}

/** What only the job as a whole knows. Times in ISO 8601. */
export interface DedupFrame {
  readonly toolVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly by: string | undefined;
  readonly minSimilarity: number | undefined;
  readonly contamination: readonly string[];
}

/** Puts the manifest together. */
export function composeDedupManifest(
  frame: DedupFrame,
  signed: SignedRecords,
  joined: Joined,
  { count, largest, sizes }: Clusters,
  split: SplitRecords,
): DedupManifest {
  const strategies = [...split.strategies].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    command: 'dedup',
    tool_version: frame.toolVersion,
    started_at: frame.startedAt,
    finished_at: frame.finishedAt,
    parameters: {
      shingle_words: SHINGLE_WORDS,
      bands: BANDS,
      band_rows: BAND_ROWS,
      by: frame.by ?? null,
      min_similarity: frame.minSimilarity ?? null,
      contamination: frame.contamination,
    },
    input: {
      files: signed.files,
      documents: signed.files.reduce((sum, { documents }) => sum + documents, 0),
      used: signed.table.count,
      skipped: signed.skipped,
    },
    tasks: countsOf(split),
    tokens: { accepted: split.keptTokens },
    reasons: split.reasons,
    strategies: Object.fromEntries(strategies.map(([name, tally]) => [name, { tasks: countsOf(tally) }])),
    clusters: { count, largest, sizes },
    candidate_pairs: joined,
    shards: split.shards,
    rejects: split.rejects,
  };
}

function countsOf({ kept, dropped }: SplitTally): ManifestCounts {
  return { planned: kept + dropped, accepted: kept, rejected: dropped, failed: 0 };
}
