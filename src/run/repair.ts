import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { SHARD_FORMATS } from '../emission/shard-formats.ts';
import { examineLedger } from '../ledger/examine.ts';
import { Ledger } from '../ledger/ledger.ts';
import { sha256Hex } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import { type AdoptedFile, adoptUnknownFiles } from './adopt-files.ts';
import type { StoredConfig } from './frozen.ts';
import { readManifest } from './manifest.ts';
import { newProgress } from './progress.ts';
import { ledgerPath } from './run-directory.ts';
import { readStatus } from './status.ts';

/** What became of a run's ledger. */
export interface Repair {
  /** Where the ledger is. */
  readonly ledger: string;
  /** What was wrong with it; undefined when nothing was, and nothing was done. */
  readonly damage: string | undefined;
  /** Where the damaged one is kept, or its log where no more is left; undefined when there was neither. */
  readonly kept: string | undefined;
  /** The sealed files that the new ledger was made from. */
  readonly files: readonly AdoptedFile[];
  /** Whether a manifest stands: the run is complete, and needs a ledger only to grow. */
  readonly complete: boolean;
}

/** What is needed of `config.json`. */
const configSchema = z.object({
  frozen: z.record(z.string(), z.json()),
  models: z.record(z.string(), z.string()),
  growing: z.object({ limit: z.number().nullable(), budget_tokens: z.number().nullable() }),
  options: z.object({ format: z.enum(SHARD_FORMATS), ledger_dir: z.string().optional() }),
});

/**
 * Makes a new ledger for a run directory whose ledger is gone or damaged, from the sealed files, `config.json` and
 * `epochs.json`; nothing else is touched, and a damaged ledger is kept under another name. The run then goes on with
 * its command: it reads its input from the beginning and performs every task whose record stands in no sealed file.
 * A ledger that is whole stays as it is. `now`: milliseconds since the epoch.
 *
 * Throws a usage error for a run in use or without a readable `config.json`; a RewriteError `mismatch` for sealed files
 * that cannot be read or hold a record twice.
 */
export async function repair(directory: string, now: number): Promise<Repair> {
  const { config, options } = await readConfigFile(directory);
  const path = ledgerPath(resolve(directory), options.ledger_dir);
  const complete = (await readManifest(directory)) !== undefined;
  const damage = examineLedger(path, (file) => existsSync(join(directory, file)));
  if (damage === undefined) return { ledger: path, damage, kept: undefined, files: [], complete };

  const rebuilt = `${path}.rebuilding`;
  await removeLedger(rebuilt);
  const ledger = Ledger.open(rebuilt);
  let files: AdoptedFile[];
  try {
    ledger.transaction(() => ledger.checkpoints.setState('config', JSON.stringify(config)));
    const progress = newProgress(await startOf(directory, now), []);
    files = await adoptUnknownFiles({ ledger, progress, directory, format: options.format });
  } catch (error) {
    ledger.close();
    await removeLedger(rebuilt);
    throw error;
  }
  ledger.close();
  const kept = await moveLedger(
    path,
    `${path}.damaged-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}`,
  );
  await moveLedger(rebuilt, path);
  return { ledger: path, damage, kept, files, complete };
}

async function readConfigFile(
  directory: string,
): Promise<{ config: StoredConfig; options: z.output<typeof configSchema>['options'] }> {
  const path = join(directory, 'config.json');
  if (!existsSync(path)) {
    throw usageError(
      existsSync(directory)
        ? `${path} is missing: without it there is no telling what run this was. Choose another --out.`
        : `${directory} does not exist; name the run directory that --out gave.`,
    );
  }
  try {
    const { sha256, ...resolved } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    if (sha256Hex(JSON.stringify(resolved)) !== sha256) throw new Error('its sha256 is another');
    const { frozen, models, growing, options } = configSchema.parse(resolved);
    return { config: { frozen, models, growing }, options };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw usageError(`${path} was changed or is damaged (${why}): put the original back first.`, error);
  }
}

/** When the run began, as far as it can be told. */
async function startOf(directory: string, now: number): Promise<string> {
  try {
    return (await readStatus(directory)).started_at;
  } catch {
    return new Date(now).toISOString();
  }
}

/** The log goes first: a new ledger must never meet the log of another. */
const LEDGER_FILES = ['-shm', '-wal', ''];

/** Moves what there is of a ledger, if only its log. Returns where it is now, the ledger itself before its log. */
async function moveLedger(from: string, to: string): Promise<string | undefined> {
  let moved: string | undefined;
  for (const suffix of LEDGER_FILES) {
    if (!existsSync(`${from}${suffix}`)) continue;
    await rename(`${from}${suffix}`, `${to}${suffix}`);
    moved = `${to}${suffix}`;
  }
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return moved;
}

async function removeLedger(path: string): Promise<void> {
  for (const suffix of LEDGER_FILES) await rm(`${path}${suffix}`, { force: true });
}
