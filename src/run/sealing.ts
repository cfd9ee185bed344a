import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { writeShard } from '../emission/write-shard.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StagedStatus } from '../ledger/outcomes.ts';
import type { Shard, ShardKind } from '../ledger/shards.ts';

/** Folder of each kind of shard, and the outcomes that go there. */
const DESTINATIONS: Readonly<Record<ShardKind, { folder: string; statuses: readonly StagedStatus[] }>> = {
  accepted: { folder: 'shards', statuses: ['accepted'] },
  rejected: { folder: 'rejects', statuses: ['rejected', 'failed'] },
  failed: { folder: 'rejects', statuses: [] },
};

export interface SealingOptions {
  readonly ledger: Ledger;
  /** The run directory. */
  readonly directory: string;
  readonly format: ShardFormat;
  /** Told of an error at once; the same error also ends `finish`. */
  readonly onError: (error: unknown) => void;
}

/**
 * Writes frozen shards while the run goes on, one at a time: the file under a temporary name, fsync, rename, then its
 * checksum in the ledger, then the rows go. Whatever step a crash falls on, doing it all again is right: a frozen range
 * without its file is written once more, and a file that stands is only marked.
 */
export class Sealing {
  readonly #options: SealingOptions;
  #work: Promise<void> = Promise.resolve();
  #busy = false;
  #backlog = 0;
  #error: unknown;

  constructor(options: SealingOptions) {
    this.#options = options;
  }

  /** Waits while more than `most` frozen shards wait for the disk. */
  async keepUp(most: number): Promise<void> {
    while (this.#backlog > most && this.#error === undefined) {
      this.start();
      await this.#work;
      this.#backlog = this.#options.ledger.shards.unsealed().length;
    }
  }

  /** Finishes what a killed process had begun: deletes the rows of shards that stand. */
  async recover(): Promise<void> {
    for (const shard of this.#options.ledger.shards.sealed(['accepted', 'rejected'])) await this.#clear(shard);
  }

  /** Starts on what is frozen unless at work already. */
  start(): void {
    this.#backlog = this.#options.ledger.shards.unsealed().length;
    if (this.#backlog === 0 || this.#busy || this.#error !== undefined) return;
    this.#busy = true;
    this.#work = this.#sealAll()
      .catch((error: unknown) => {
        this.#error = error;
        this.#options.onError(error);
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  /** Resolves when every frozen shard is sealed. Rejects with the first error. */
  async finish(): Promise<void> {
    await this.settled();
    this.start();
    await this.settled();
    if (this.#error !== undefined) throw this.#error;
  }

  /** Resolves when no file is being written, whether it went well or not. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #sealAll(): Promise<void> {
    const { ledger } = this.#options;
    for (let shard = ledger.shards.unsealed()[0]; shard !== undefined; shard = ledger.shards.unsealed()[0]) {
      await this.#seal(shard);
    }
  }

  async #seal(shard: Shard): Promise<void> {
    const { ledger, directory, format } = this.#options;
    const { folder } = DESTINATIONS[shard.kind];
    const name = `part-${String(shard.part).padStart(5, '0')}`;
    const path = join(folder, `${name}.${format}`);
    const file = existsSync(join(directory, path))
      ? await describeFile(directory, path)
      : await writeShard({ directory: join(directory, folder), name, format, records: this.#records(shard) });
    ledger.transaction(() => ledger.shards.seal(shard, file));
    await this.#clear(shard);
  }

  /** Deletes a sealed shard's rows, a little at a time, so that no commit waits long. */
  async #clear(shard: Shard): Promise<void> {
    const { ledger } = this.#options;
    const { statuses } = DESTINATIONS[shard.kind];
    if (statuses.length === 0) return;
    while (ledger.outcomes.deleteSome(shard.first, shard.last, statuses) > 0) await nextTurn();
  }

  /** The records of a shard in JSON, as the ledger keeps them. */
  async *#records(shard: Shard): AsyncGenerator<string[]> {
    const { ledger } = this.#options;
    const { statuses } = DESTINATIONS[shard.kind];
    const pages =
      shard.kind === 'failed'
        ? ledger.deferred.records(shard.part)
        : ledger.outcomes.records(shard.first, shard.last, statuses);
    for (const page of pages) {
      yield page;
      await nextTurn();
    }
  }
}

async function describeFile(directory: string, path: string): Promise<{ path: string; bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(directory, path)), hash);
  const { size } = await stat(join(directory, path));
  return { path, bytes: size, sha256: hash.digest('hex') };
}
