import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ledger } from '../ledger/ledger.ts';
import { usageError } from '../vocabulary/error.ts';
import { writeJsonFile } from './manifest.ts';

/**
 * The weights of every planned epoch, beside the shards: with them a ledger that is lost can be rebuilt, since they say
 * which strategies each document was given. (They follow from outcomes, some of which may be lost with the ledger.)
 */
const EPOCHS = 'epochs.json';

const epochsSchema = z.object({ weights: z.array(z.array(z.number())) });

/** Keeps `epochs.json` as new as the shards. */
export class EpochsFile {
  readonly #directory: string;
  #written = -1;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes what the ledger has, if it has more than was written: before a shard is, which these weights made. */
  async keepUp(ledger: Ledger): Promise<void> {
    const epochs = ledger.epochs.all();
    if (epochs.length === 0 || epochs.length === this.#written) return;
    await writeJsonFile(join(this.#directory, EPOCHS), { weights: epochs.map(({ weights }) => weights) });
    this.#written = epochs.length;
  }
}

/** Plans the epochs that the file has and the ledger has not; to be called inside a transaction. */
export function planEpochs(ledger: Ledger, weights: readonly (readonly number[])[]): void {
  const known = ledger.epochs.all().length;
  for (const [epoch, own] of weights.entries()) if (epoch >= known) ledger.epochs.plan(epoch, own);
}

/** The weights in `epochs.json`, none where there is no such file. Throws a usage error when it is damaged. */
export async function readEpochs(directory: string): Promise<number[][]> {
  const path = join(directory, EPOCHS);
  if (!existsSync(path)) return [];
  try {
    return epochsSchema.parse(JSON.parse(await readFile(path, 'utf8'))).weights;
  } catch (error) {
    throw usageError(`${path} is damaged: move it out of the run directory, then run the same command again.`, error);
  }
}
