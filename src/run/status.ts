import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { usageError } from '../vocabulary/error.ts';
import type { RunSnapshot } from './snapshot.ts';
import { readManifest, writeJsonFile } from './manifest.ts';
import { noManifest } from './no-manifest.ts';

const STATUS = 'status.json';

/** Milliseconds between two writings of `status.json`. */
const INTERVAL = 10_000;

/** Keeps `status.json` of a run directory fresh: at once, every 10 s, and on `stop` with the last word. */
export class StatusFile {
  readonly #path: string;
  readonly #snapshot: () => RunSnapshot;
  readonly #timer: NodeJS.Timeout;
  readonly #onTrouble: (sentence: string) => void;
  #writing: Promise<void> = Promise.resolve();
  #troubled = false;

  /** `onTrouble` is told once when it cannot be written. */
  constructor(directory: string, snapshot: () => RunSnapshot, onTrouble: (sentence: string) => void = () => {}) {
    this.#onTrouble = onTrouble;
    this.#path = join(directory, STATUS);
    this.#snapshot = snapshot;
    this.#timer = setInterval(() => this.#write(), INTERVAL);
    this.#write();
  }

  /** Writes once more and ends; safe to call twice. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#write();
    await this.#writing;
  }

  /** A status that cannot be written never stops a run: the ledger is what counts. */
  #write(): void {
    this.#writing = this.#writing
      .then(async () => writeJsonFile(this.#path, this.#snapshot()))
      .catch((error: unknown) => {
        if (this.#troubled) return;
        this.#troubled = true;
        const why = error instanceof Error ? error.message : String(error);
        this.#onTrouble(`${STATUS} cannot be written, the run goes on without it (${why})`);
      });
  }
}

/** The last status that a run wrote. Throws a usage error when the directory holds none. */
export async function readStatus(directory: string): Promise<RunSnapshot> {
  try {
    return JSON.parse(await readFile(join(directory, STATUS), 'utf8')) as RunSnapshot;
  } catch (error) {
    if ((await readManifest(directory)) === undefined) throw noManifest(directory, resolve(directory));
    throw usageError(`${directory} holds no ${STATUS}: it was not made by a run. Name a run directory.`, error);
  }
}
