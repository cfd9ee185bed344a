import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEndpointUrl } from '../generation/endpoint-url.ts';
import { ledgerError } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { sha256Hex } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import { checkFrozen, checkGrowing, frozenOf, growingOf, type StoredConfig } from './frozen.ts';
import type { Job } from './job.ts';
import { MANIFEST, readManifest, writeJsonFile } from './manifest.ts';
import { newProgress, type Progress } from './progress.ts';
import { Settling } from './settling.ts';
import { goOn, reopenFailures } from './turning-points.ts';

/** A run directory that this process holds the lock of. */
export interface OpenRun {
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly settling: Settling;
  /** Whether an earlier process began this run. */
  readonly resumed: boolean;
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
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw ledgerError(error, out);
  }
  const ledger = Ledger.open(path);
  try {
    const stored = readConfig(ledger);
    const manifest = await readManifest(out);
    if (stored === undefined && manifest !== undefined) {
      throw usageError(`${out} holds a complete run, but not its ledger (${path}); choose another --out.`);
    }
    if (stored === undefined && ['shards', 'rejects'].some((folder) => existsSync(join(out, folder)))) {
      throw usageError(`${out} holds shards, but not the ledger they came from (${path}); choose another --out.`);
    }
    checkSealedFiles(ledger, out);
    const frozen = frozenOf(job);
    const growing = growingOf(job);
    if (stored !== undefined) checkFrozen(stored.frozen, frozen, out);
    const grew = stored !== undefined && checkGrowing(stored.growing, growing);
    const names = job.mix.entries.map(({ strategy }) => strategy.name);
    const progress = readProgress(ledger) ?? newProgress(now.toISOString(), names);
    const settling = new Settling({
      ledger,
      progress,
      strategies: names,
      shardRecords: options.shard_records,
      budgetTokens: options.budget_tokens,
    });
    const retry = options.retry_failed && progress.total.failed > 0 && ledger.deferred.failed() > 0;
    return {
      ledger,
      progress,
      settling,
      resumed: stored !== undefined,
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
    throw error;
  }
}

/** The ledger in the run directory, or one of its own in the ledger directory, which several runs may share. */
function ledgerPath(out: string, ledgerDirectory: string | undefined): string {
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
        `${join(out, shard.path)} is gone, and its records with it. Put it back, or choose another --out.`,
      );
    }
    ledger.transaction(() => ledger.shards.unseal(shard));
  }
}

/** `config.json`: the resolved configuration without secrets, and its sha256. */
async function writeConfig(job: Job, config: StoredConfig): Promise<{ configSha256: string }> {
  const { endpoint, models: _, ...options } = job.options;
  const resolved = { ...config, options: { ...options, endpoint: endpoint.map((url) => parseEndpointUrl(url).shown) } };
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
  reopenFailures(ledger, progress, 'all');
}

function readConfig(ledger: Ledger): StoredConfig | undefined {
  const json = ledger.checkpoints.state('config');
  return json === undefined ? undefined : (JSON.parse(json) as StoredConfig);
}

function readProgress(ledger: Ledger): Progress | undefined {
  const json = ledger.checkpoints.state('progress');
  return json === undefined ? undefined : (JSON.parse(json) as Progress);
}
