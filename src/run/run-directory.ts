import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseEndpointUrl } from '../generation/endpoint-url.ts';
import { damagedLedger, ledgerError } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { sha256Hex } from '../text/hash.ts';
import { makeFolder } from '../text/make-folder.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import { adoptUnknownFiles, type AdoptOptions } from './adopt-files.ts';
import { checkFrozen, checkGrowing, type Frozen, frozenOf, growingOf, type StoredConfig } from './frozen.ts';
import type { Job } from './job.ts';
import { MANIFEST, readManifest, writeJsonFile } from './manifest.ts';
import { newProgress, type Progress, type Tally } from './progress.ts';
import { Settling } from './settling.ts';
import { listParts } from './shard-files.ts';
import { goOn, reopenFailures } from './turning-points.ts';

/** What runs of older versions are taken to have been begun with: settings that there were none of. */
const BEFORE: Frozen = { duplicates: 'reject', meaning: null, selection: null };

/** A run directory that this process holds the lock of. */
export interface OpenRun {
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly settling: Settling;
  /** Whether an earlier process began this run. */
  readonly resumed: boolean;
  /** What was out of the ordinary when it was opened, one sentence each. */
  readonly notices: readonly string[];
  /** Whether nothing is left to do: the run is complete and no bound grew. */
  readonly complete: boolean;
  /**
   * Names the models that serve the run, writes `config.json` and opens a complete run again where it has grown.
   * Throws a usage error when the run was begun with other models.
   */
  begin(models: Readonly<Record<string, string>>): Promise<{ configSha256: string }>;
  close(): void;
}

/**
 * Opens the run directory of a job, or makes it, and brings its ledger to where the last process left it. Throws a
 * usage error when it cannot be written, is in use, or was begun with settings that may not change.
 */
export async function openRunDirectory(job: Job, now: Date): Promise<OpenRun> {
  const { options, out } = job;
  const path = ledgerPath(out, options.ledger_dir);
  for (const folder of new Set([out, dirname(path)])) {
    await makeFolder(folder).catch((error: unknown) => {
      throw ledgerError(error, folder);
    });
  }
  const ledger = Ledger.open(path, options.synchronous);
  try {
    const stored = readConfig(ledger);
    const manifest = await readManifest(out);
    if (stored === undefined && (manifest !== undefined || (await listParts(out)).length > 0)) {
      const held = manifest === undefined ? 'shards' : 'a complete run';
      throw usageError(
        `${out} holds ${held}, but not the ledger of it (${path}): \`rewrite verify --repair ${out}\` makes one from what stands there, and the same command goes on; or choose another --out.`,
      );
    }
    checkSealedFiles(ledger, out);
    const frozen = frozenOf(job);
    const growing = growingOf(job);
    if (stored !== undefined) checkFrozen({ ...BEFORE, ...stored.frozen }, frozen, out);
    const grew = stored !== undefined && checkGrowing(stored.growing, growing);
    const names = job.mix.entries.map(({ strategy }) => strategy.name);
    const progress = readProgress(ledger, names) ?? newProgress(now.toISOString(), names);
    const notices =
      stored === undefined ? [] : await adopt({ ledger, progress, directory: out, format: options.format });
    const settling = new Settling({
      ledger,
      progress,
      strategies: job.mix.entries.map(({ strategy }) => strategy),
      quality: {
        rejectDuplicates: options.duplicates === 'reject',
        maxRejected: options.max_rejected,
        collapseGate: options.collapse_gate,
      },
      shardRecords: options.shard_records,
      budgetTokens: options.budget_tokens,
    });
    const retry = options.retry_failed && (ledger.deferred.failed() > 0 || ledger.standing.failures() > 0);
    return {
      ledger,
      progress,
      settling,
      resumed: stored !== undefined,
      notices,
      complete: manifest !== undefined && !grew && !retry,
      async begin(models) {
        const begun = stored?.models ?? models;
        checkFrozen({ models: { ...begun } }, { models: { ...models } }, out);
        if (grew || retry) await rm(join(out, MANIFEST), { force: true });
        if (retry) await removeFailedParts(ledger, progress, out);
        if (grew) goOn(ledger, progress, options.budget_tokens);
        const config: StoredConfig = { frozen, models, growing };
        ledger.transaction(() => ledger.checkpoints.setState('config', JSON.stringify(config)));
        return writeConfig(job, config);
      },
      close: () => ledger.close(),
    };
  } catch (error) {
    ledger.close();
    throw ledgerError(error, path);
  }
}

/** The ledger in the run directory, or one of its own in the ledger directory, which several runs may share. */
export function ledgerPath(out: string, ledgerDirectory: string | undefined): string {
  if (ledgerDirectory === undefined) return join(out, 'ledger.sqlite');
  return join(resolve(ledgerDirectory), `ledger-${sha256Hex(resolve(out)).slice(0, 12)}.sqlite`);
}

/**
 * Every sealed file must stand. Files of final failures may have been removed by a retry that was killed before the
 * ledger knew: their records are still there, and they are written again.
 */
function checkSealedFiles(ledger: Ledger, out: string): void {
  for (const shard of ledger.shards.sealed(['accepted', 'rejected', 'failed'])) {
    if (shard.path === null || existsSync(join(out, shard.path))) continue;
    if (shard.kind !== 'failed') {
      throw usageError(
        `${join(out, shard.path)} is gone, and its records with it. Put it back; or \`rewrite verify --repair ${out}\`, and the same command makes them again.`,
      );
    }
    ledger.transaction(() => {
      if (ledger.standing.deletePart(shard.kind, shard.part) === 0) {
        ledger.shards.unseal(shard);
        return;
      }
      // What was settled of it goes into another file: its number may be given again.
      ledger.deferred.unassignPart(shard.part);
      ledger.shards.forget(shard);
    });
  }
}

/** Takes over files that are ahead of the ledger; returns what to tell of it. */
async function adopt(options: AdoptOptions): Promise<string[]> {
  const { directory } = options;
  try {
    const adopted = await adoptUnknownFiles(options);
    return adopted.map(
      ({ path, records }) =>
        `${join(directory, path)} is newer than the ledger (a power cut, or an older copy of it): its ${records} records are taken over.`,
    );
  } catch (error) {
    if (!(error instanceof RewriteError) || error.code !== 'mismatch') throw error;
    throw usageError(
      `${error.message}. The ledger does not know this file: move it out of ${directory}, then run the same command again.`,
      error,
    );
  }
}

/** `config.json`: the resolved configuration without secrets, and its sha256. */
async function writeConfig(job: Job, config: StoredConfig): Promise<{ configSha256: string }> {
  const { endpoint, models: _, ledger_dir, ...options } = job.options;
  const shown = endpoint.map((url) => parseEndpointUrl(url).shown);
  // Absolute: a repair must find it from anywhere.
  const ledger = ledger_dir === undefined ? {} : { ledger_dir: resolve(ledger_dir) };
  const resolved = { ...config, options: { ...options, ...ledger, endpoint: shown } };
  const configSha256 = sha256Hex(JSON.stringify(resolved));
  await writeJsonFile(join(job.out, 'config.json'), { sha256: configSha256, ...resolved });
  return { configSha256 };
}

/**
 * The files of final failures go, and their tasks wait again. Files first: what a crash between leaves is written
 * again when the run is next opened.
 */
async function removeFailedParts(ledger: Ledger, progress: Progress, out: string): Promise<void> {
  for (const path of ledger.shards.failedPaths()) await rm(join(out, path), { force: true });
  ledger.transaction(() => {
    ledger.standing.deleteFailures();
    reopenFailures(ledger, progress, 'all');
  });
}

function readConfig(ledger: Ledger): StoredConfig | undefined {
  const json = ledger.checkpoints.state('config');
  return json === undefined ? undefined : (parse(json, ledger) as StoredConfig);
}

/** A tally as an older version may have stored it. */
type OlderTally = Omit<Tally, 'sourceTokens'> & { readonly sourceTokens?: number | null };

/**
 * The progress of the last process. A ledger that was rebuilt knows no strategies; one of an older version no `activity`,
 * and no tokens of sources: what it settled without them cannot be counted any more.
 */
function readProgress(ledger: Ledger, names: readonly string[]): Progress | undefined {
  const json = ledger.checkpoints.state('progress');
  if (json === undefined) return undefined;
  const stored = parse(json, ledger) as Progress;
  const begun = newProgress(stored.startedAt, names);
  const counted = (tally: OlderTally): Tally => {
    const { sourceTokens = tally.planned > 0 ? null : 0 } = tally;
    return { ...tally, sourceTokens };
  };
  const strategies = Object.entries(stored.strategies).map(([name, tally]) => [name, counted(tally)]);
  return {
    ...begun,
    ...stored,
    total: counted(stored.total),
    strategies: { ...begun.strategies, ...Object.fromEntries(strategies) },
    epochTokens: begun.epochTokens.map((none, index) => stored.epochTokens[index] ?? none),
  };
}

function parse(json: string, { path }: Ledger): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw damagedLedger(path, error);
  }
}
