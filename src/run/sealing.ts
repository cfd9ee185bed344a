import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readShard } from '../emission/read-shard.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { writeShard } from '../emission/write-shard.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { StagedStatus } from '../ledger/outcomes.ts';
import type { Shard, ShardKind } from '../ledger/shards.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import { EpochsFile } from './epochs-file.ts';
import type { OnRunEvent } from './run-events.ts';
import { describeFile, FOLDER_OF, partName } from './shard-files.ts';

/** The staged outcomes that each kind of file is made of. */
const STATUSES: Readonly<Record<ShardKind, readonly StagedStatus[]>> = {
  accepted: ['accepted'],
  rejected: ['rejected', 'failed'],
  failed: [],
};

export interface SealingOptions {
  readonly ledger: Ledger;
  /** The run directory. */
  readonly directory: string;
  readonly format: ShardFormat;
  /** Told of an error at once; the same error also ends `finish`. */
  readonly onError: (error: unknown) => void;
  /** Told of shards that are frozen and sealed. */
  readonly onEvent?: OnRunEvent;
}

/**
 * Writes frozen shards while the run goes on, one at a time: the file under a temporary name, fsync, rename, then its
 * checksum in the ledger, then the rows go. Whatever step a crash falls on, doing it all again is right: a frozen range
 * without its file is written once more, and a file that stands is only marked.
 */
export class Sealing {
  readonly #options: SealingOptions;
  readonly #epochs: EpochsFile;
  #work: Promise<void> = Promise.resolve();
  #busy = false;
  #backlog = 0;
  /** Frozen shards that were told of. */
  readonly #told = new Set<string>();
  #error: unknown;

  constructor(options: SealingOptions) {
    this.#options = options;
    this.#epochs = new EpochsFile(options.directory);
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
    const frozen = this.#options.ledger.shards.unsealed();
    this.#backlog = frozen.length;
    this.#tellFrozen(frozen);
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

  #tellFrozen(frozen: readonly Shard[]): void {
    for (const { kind, part, records } of frozen) {
      const name = `${kind} ${part}`;
      if (this.#told.has(name)) continue;
      this.#told.add(name);
      this.#options.onEvent?.({ kind: 'shard.frozen', folder: FOLDER_OF[kind], part, records });
    }
  }

  async #seal(shard: Shard): Promise<void> {
    const begun = performance.now();
    const { ledger, directory, format } = this.#options;
    const folder = FOLDER_OF[shard.kind];
    const name = partName(shard.part);
    const path = join(folder, `${name}.${format}`);
    await this.#epochs.keepUp(ledger);
    const file = (await this.#stands(shard, path))
      ? await describeFile(directory, path)
      : await writeShard({ directory: join(directory, folder), name, format, records: this.#records(shard) });
    ledger.transaction(() => ledger.shards.seal(shard, file));
    this.#told.delete(`${shard.kind} ${shard.part}`);
    const { records } = shard;
    const ms = Math.round(performance.now() - begun);
    this.#options.onEvent?.({ kind: 'shard.sealed', path, records, bytes: file.bytes, ms });
    await this.#clear(shard);
  }

  /**
   * Whether a killed process wrote the file of a frozen range. One that cannot be read is written again. Throws a usage
   * error for one with other records: whoever put it there must take it away.
   */
  async #stands(shard: Shard, path: string): Promise<boolean> {
    const file = join(this.#options.directory, path);
    if (!existsSync(file)) return false;
    const found = readShard(file);
    const refuse = (why: string) =>
      usageError(
        `${file} is not what this run would write there (${why}). Move it out of the run directory, then run the same command again.`,
      );
    try {
      for await (const page of this.#records(shard)) {
        for (const record of page) {
          const { value, done } = await found.next();
          const { id } = JSON.parse(new TextDecoder().decode(record)) as { id: string };
          if (done !== true && value['id'] === id) continue;
          throw refuse(`${done === true ? 'it ends' : JSON.stringify(value['id'])} in place of ${JSON.stringify(id)}`);
        }
      }
      if ((await found.next()).done !== true) throw refuse('it has more records');
      return true;
    } catch (error) {
      if (error instanceof RewriteError && error.code === 'mismatch') return false;
      throw error;
    } finally {
      await found.return(undefined);
    }
  }

  /** Deletes a sealed shard's rows, a little at a time, so that no commit waits long. */
  async #clear(shard: Shard): Promise<void> {
    const { ledger } = this.#options;
    const statuses = STATUSES[shard.kind];
    if (statuses.length === 0) return;
    while (ledger.outcomes.deleteSome(shard.first, shard.last, statuses) > 0) await nextTurn();
  }

  /** The records of a shard in JSON, as the ledger keeps them: as UTF-8, which is what the file is made of. */
  async *#records(shard: Shard): AsyncGenerator<Uint8Array[]> {
    const { ledger } = this.#options;
    const statuses = STATUSES[shard.kind];
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
