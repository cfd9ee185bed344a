import type { ShardFormat } from '../../emission/shard-formats.ts';
import type { Manifest, ManifestCounts } from '../../run/manifest.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import type { ColumnSummary } from '../rating-summary.ts';
import type { AskedRater } from './asked-rater.ts';

/**
 * `manifest.json` of a folder of documents that a model rated: what a run's manifest says, as far as it applies, so that
 * `rewrite verify` holds the folder against it. Every document written counts as accepted, every line of the rejects as
 * rejected or failed.
 */
export interface AskedManifest
  extends Pick<
    Manifest,
    | 'tool_version'
    | 'started_at'
    | 'finished_at'
    | 'backend'
    | 'models'
    | 'endpoints'
    | 'input'
    | 'tokens'
    | 'reasons'
    | 'cost'
    | 'shards'
    | 'rejects'
  > {
  readonly command: 'annotate';
  readonly rater: { readonly name: string; readonly source: string; readonly form: string };
  readonly parameters: { readonly format: ShardFormat; readonly shard_records: number };
  readonly tasks: ManifestCounts;
  readonly strategies: Readonly<Record<string, { readonly tasks: ManifestCounts }>>;
  /** Documents without any rating: null in the column. */
  readonly unrated: number;
  /** Column → its values over all documents. */
  readonly columns: Readonly<Record<string, ColumnSummary>>;
}

/** What the second pass over the corpus has counted. */
export interface AnnotatedAccount
  extends Pick<AskedManifest, 'parameters' | 'unrated' | 'columns' | 'shards' | 'rejects'> {
  /** With the rows of each, skipped ones counted. */
  readonly files: Manifest['input']['files'];
  readonly skipped: Readonly<Record<string, number>>;
  readonly documents: number;
  readonly rejected: number;
  readonly failed: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** Puts the manifest together. `form`: as `--form` names it; `rating`: the manifest of the run that asked. */
export function composeAskedManifest(
  { name, source }: AskedRater,
  form: string,
  rating: Manifest,
  account: AnnotatedAccount,
): AskedManifest {
  const { files, documents, rejected, failed, skipped, reasons, parameters, unrated, columns, shards, rejects } =
    account;
  const tasks = { planned: documents + rejected + failed, accepted: documents, rejected, failed };
  return {
    command: 'annotate',
    tool_version: TOOL_VERSION,
    started_at: rating.started_at,
    finished_at: rating.finished_at,
    rater: { name, source, form },
    parameters,
    backend: rating.backend,
    models: rating.models,
    endpoints: rating.endpoints,
    input: { files, documents: files.reduce((sum, file) => sum + file.documents, 0), used: documents, skipped },
    tasks,
    unrated,
    reasons,
    tokens: rating.tokens,
    cost: rating.cost,
    strategies: { [name]: { tasks } },
    columns,
    shards,
    rejects,
  };
}
