import type { Manifest, ManifestCounts } from '../../run/manifest.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import { UNPROCESSABLE } from '../../run/unprocessable.ts';
import type { MeasuredOptions, MeasuredRater } from './measured-rater.ts';
import type { ColumnSummary } from '../rating-summary.ts';

/**
 * `manifest.json` of a folder of rated documents: what a run's manifest says, as far as it applies, so that `rewrite
 * verify` holds the folder against it. Documents written are accepted, lines of the rejects failed.
 */
export interface MeasuredManifest
  extends Pick<Manifest, 'tool_version' | 'started_at' | 'finished_at' | 'input' | 'reasons' | 'shards' | 'rejects'> {
  readonly command: 'annotate';
  readonly rater: { readonly name: string; readonly source: string; readonly options: MeasuredOptions };
  readonly tasks: ManifestCounts;
  readonly tokens: Readonly<Record<string, never>>;
  readonly strategies: Readonly<Record<string, { readonly tasks: ManifestCounts }>>;
  /** Column → its values over all documents. */
  readonly columns: Readonly<Record<string, ColumnSummary>>;
}

/** What the job has counted. Times in ISO 8601. */
export interface MeasuredAccount extends Pick<MeasuredManifest, 'columns' | 'shards' | 'rejects'> {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly rater: MeasuredRater;
  readonly options: MeasuredOptions;
  /** With the rows of each, skipped ones counted. */
  readonly files: Manifest['input']['files'];
  readonly skipped: Readonly<Record<string, number>>;
  /** Documents written, and those of them without a rating. */
  readonly documents: number;
  readonly failed: number;
}

/** Puts the manifest together. */
export function composeMeasuredManifest(account: MeasuredAccount): MeasuredManifest {
  const { rater, options, files, documents, failed, skipped, columns, shards, rejects } = account;
  const tasks = { planned: documents + failed, accepted: documents, rejected: 0, failed };
  return {
    command: 'annotate',
    tool_version: TOOL_VERSION,
    started_at: account.startedAt,
    finished_at: account.finishedAt,
    rater: { name: rater.name, source: rater.source, options },
    input: { files, documents: files.reduce((sum, file) => sum + file.documents, 0), used: documents, skipped },
    tasks,
    tokens: {},
    reasons: failed === 0 ? {} : { [UNPROCESSABLE]: failed },
    strategies: { [rater.name]: { tasks } },
    columns,
    shards,
    rejects,
  };
}
