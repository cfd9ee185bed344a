import type Database from 'better-sqlite3';
import { sha256Hex } from '../text/hash.ts';
import { toUnit, type UnitVector } from '../text/vectors.ts';
import { openKept } from './kept-database.ts';

/** Texts sent at a time; as many as one request holds come back together. */
const BATCH = 64;
const BATCHES_AT_ONCE = 8;

/**
 * Embeddings of texts, each asked for once and kept in a database, for all arms and over all processes. A class, because
 * it owns the database.
 */
export class KeptEmbeddings {
  readonly #database: Database.Database;
  readonly #find: Database.Statement<[string], { readonly vector: Buffer }>;
  readonly #insert: Database.Statement<[string, Buffer]>;

  /** Throws as {@link openKept} does. */
  constructor(path: string) {
    this.#database = openKept(
      path,
      'CREATE TABLE IF NOT EXISTS embedding (key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID',
    );
    this.#find = this.#database.prepare('SELECT vector FROM embedding WHERE key = ?');
    this.#insert = this.#database.prepare('INSERT OR IGNORE INTO embedding (key, vector) VALUES (?, ?)');
  }

  /**
   * The direction of each text, of length 0 where the model could not read it; only those are asked for that are not
   * kept. `served`: which model at which servers, since one name may be other weights elsewhere. Rejects as `embed` does.
   */
  async directions(
    texts: readonly string[],
    served: string,
    embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
  ): Promise<ReadonlyMap<string, UnitVector>> {
    const keyOf = (text: string): string => sha256Hex(JSON.stringify([served, text])).slice(0, 32);
    const known = new Map<string, UnitVector>();
    const missing: string[] = [];
    for (const text of new Set(texts)) {
      const kept = this.#find.get(keyOf(text));
      if (kept === undefined) missing.push(text);
      else known.set(text, new Float32Array(Uint8Array.from(kept.vector).buffer));
    }
    const batches = Array.from({ length: Math.ceil(missing.length / BATCH) }, (_, at) =>
      missing.slice(at * BATCH, (at + 1) * BATCH),
    );
    for (let at = 0; at < batches.length; at += BATCHES_AT_ONCE) {
      await Promise.all(
        batches.slice(at, at + BATCHES_AT_ONCE).map(async (batch) => {
          for (const [place, vector] of (await embed(batch)).entries()) {
            const text = batch[place] ?? '';
            const unit = toUnit(vector);
            known.set(text, unit);
            this.#insert.run(keyOf(text), Buffer.from(unit.buffer, unit.byteOffset, unit.byteLength));
          }
        }),
      );
    }
    return known;
  }

  close(): void {
    this.#database.close();
  }
}
