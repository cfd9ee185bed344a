import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { InputFile } from '../corpus/input-files.ts';
import { unreadable } from '../corpus/unreadable.ts';
import { writeWholeFile } from '../emission/write-whole-file.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Shard } from '../ledger/shards.ts';
import { usageError } from '../vocabulary/error.ts';
import { collapseOf, type CollapseStatus } from './collapse-tally.ts';
import type { RunCost } from './cost.ts';
import type { FlopsAccount } from './flops.ts';
import type { MeaningStatus } from './meaning-status.ts';
import type { Progress, Tally } from './progress.ts';

export const MANIFEST = 'manifest.json';

/** Counts of a run or of one strategy, as the manifest names them. */
export interface ManifestCounts {
  readonly planned: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly failed: number;
}

export interface ManifestTokens {
  readonly prompt: number;
  readonly completion: number;
  /** Generated tokens of accepted records. */
  readonly accepted: number;
  /** Billed completion tokens of every attempt except an accepted record's last. */
  readonly wasted: number;
  readonly unbilled_attempts: number;
  /**
   * Estimated tokens of the sources of accepted and rejected tasks, but for those whose program could not be read; null
   * where an older version settled some.
   */
  readonly source: number | null;
}

export interface ManifestFile {
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** `manifest.json`: written last; that it is there means that the run is complete. Field by field as in the contract. */
export interface Manifest {
  readonly tool_version: string;
  readonly config_sha256: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly backend: string;
  readonly models: Readonly<Record<string, string>>;
  readonly endpoints: readonly string[];
  readonly input: {
    readonly files: readonly { readonly path: string; readonly bytes: number; readonly documents: number }[];
    /** Rows read: those used and those skipped. */
    readonly documents: number;
    readonly used: number;
    readonly skipped: Readonly<Record<string, number>>;
  };
  readonly tasks: ManifestCounts;
  readonly reasons: Readonly<Record<string, number>>;
  readonly tokens: ManifestTokens & { readonly over_budget: number };
  readonly strategies: Readonly<
    Record<string, { readonly tasks: ManifestCounts; readonly tokens: ManifestTokens; readonly share: number }>
  >;
  /** Strategy → how alike its accepted texts are; without those whose answers are programs. */
  readonly collapse: Readonly<Record<string, CollapseStatus>>;
  /** What models said of the meaning of rewrites, and their tokens; null where none was asked. */
  readonly meaning: MeaningStatus | null;
  /** Null when no price was given. */
  readonly cost: RunCost | null;
  /** Null when no size of a model was given. */
  readonly flops: FlopsAccount | null;
  readonly shards: readonly ManifestFile[];
  readonly rejects: readonly ManifestFile[];
}

/** What only the run as a whole knows. */
export interface ManifestFrame {
  readonly toolVersion: string;
  readonly configSha256: string;
  readonly finishedAt: string;
  readonly backend: string;
  readonly models: Readonly<Record<string, string>>;
  /** Without credentials. */
  readonly endpoints: readonly string[];
  readonly files: readonly InputFile[];
  readonly meaning: MeaningStatus | null;
  readonly cost: RunCost | null;
  readonly flops: FlopsAccount | null;
}

/** The manifest of a run whose every shard is sealed. */
export function composeManifest(frame: ManifestFrame, progress: Readonly<Progress>, ledger: Ledger): Manifest {
  const documents = new Map(ledger.checkpoints.endedFiles().map((file) => [file.file, file.documents]));
  if (progress.fileDocuments > 0) documents.set(progress.cursor.file, progress.fileDocuments);
  return {
    tool_version: frame.toolVersion,
    config_sha256: frame.configSha256,
    started_at: progress.startedAt,
    finished_at: frame.finishedAt,
    backend: frame.backend,
    models: frame.models,
    endpoints: frame.endpoints,
    input: {
      files: frame.files.map(({ label, bytes }, index) => ({
        path: label,
        bytes,
        documents: documents.get(index) ?? 0,
      })),
      documents: progress.documents,
      used: progress.used,
      skipped: sorted(progress.skipped),
    },
    tasks: countsOf(progress.total),
    reasons: sorted(progress.reasons),
    tokens: { ...tokensOf(progress.total), over_budget: progress.overBudgetTokens },
    strategies: strategiesOf(progress),
    collapse: collapseOf(progress.collapse),
    meaning: frame.meaning,
    cost: frame.cost,
    flops: frame.flops,
    shards: ledger.shards.sealed(['accepted']).map(fileOf),
    rejects: ledger.shards.sealed(['rejected', 'failed']).map(fileOf),
  };
}

/** What has become of each strategy, as the manifest says it. */
export function strategiesOf({ strategies, total }: Readonly<Progress>): Manifest['strategies'] {
  return Object.fromEntries(
    Object.entries(strategies).map(([name, tally]) => [
      name,
      {
        tasks: countsOf(tally),
        tokens: tokensOf(tally),
        share: total.acceptedTokens === 0 ? 0 : tally.acceptedTokens / total.acceptedTokens,
      },
    ]),
  );
}

/** Writes a JSON file whole, by rename. Throws a usage error when the disk is full. */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  await writeTextFile(path, [`${JSON.stringify(value, null, 2)}\n`]);
}

/** Writes a text file whole, by rename, a piece at a time. Throws a usage error when the disk is full. */
export async function writeTextFile(path: string, pieces: Iterable<string>): Promise<void> {
  await writeWholeFile(
    path,
    Readable.from(pieces, { objectMode: true }).map((piece: string) => Buffer.from(piece)),
    undefined,
  );
}

/** What is looked at before a file is taken for a manifest of ours: whatever else it has, it has from us. */
const outlineSchema = z.looseObject({
  input: z.looseObject({ documents: z.number() }),
  tasks: z.looseObject({ planned: z.number() }),
  tokens: z.looseObject({}),
  shards: z.array(z.looseObject({ path: z.string() })),
  rejects: z.array(z.looseObject({ path: z.string() })),
});

/** A run's, or what is like it of a folder that another command made. */
interface FoundManifest extends Manifest {
  /** Which made a folder of records from elsewhere, whose ids are not ours (`dedup`); a run has none. */
  readonly command?: string;
}

/**
 * The manifest of a run directory, or undefined when the run is not complete, or there is none. Throws a usage error
 * for one that is damaged or cannot be read.
 */
export async function readManifest(directory: string): Promise<FoundManifest | undefined> {
  const path = join(directory, MANIFEST);
  try {
    const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
    outlineSchema.parse(manifest);
    return manifest as FoundManifest;
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw unreadable(path, error);
    }
    throw usageError(
      `${path} is damaged: put it back from a copy; or remove it and run the command of that run again, which writes it anew.`,
      error,
    );
  }
}

function countsOf({ planned, accepted, rejected, failed }: Tally): ManifestCounts {
  return { planned, accepted, rejected, failed };
}

function tokensOf(tally: Tally): ManifestTokens {
  return {
    prompt: tally.promptTokens,
    completion: tally.completionTokens,
    accepted: tally.acceptedTokens,
    wasted: tally.wastedTokens,
    unbilled_attempts: tally.unbilledAttempts,
    source: tally.sourceTokens,
  };
}

function fileOf({ path, records, bytes, sha256 }: Shard): ManifestFile {
  if (path === null || bytes === null || sha256 === null) throw new Error('A shard without a file is in the manifest.');
  return { path, records, bytes, sha256 };
}

/** Most frequent first. */
function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1)),
  );
}
