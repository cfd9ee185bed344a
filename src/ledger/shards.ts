import type Database from 'better-sqlite3';

/** `accepted` go to shards/; `rejected` and, in files of their own, failures after a second try to rejects/. */
export type ShardKind = 'accepted' | 'rejected' | 'failed';

/** A frozen range of tasks, to be written or already written as one file. */
export interface Shard {
  readonly kind: ShardKind;
  /** Number of the file; `rejected` and `failed` count together. */
  readonly part: number;
  /** First and last task of the range, inclusive. */
  readonly first: number;
  readonly last: number;
  readonly records: number;
  /** Relative to the run directory; null until the file stands. */
  readonly path: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** The files of a run: frozen by one row, sealed by its checksum. */
export class ShardTable {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Freezes a range under the next part number of its folder; to be called inside a transaction. */
  freeze(kind: ShardKind, first: number, last: number, records: number): number {
    const kinds = kind === 'accepted' ? `kind = 'accepted'` : `kind <> 'accepted'`;
    const part = this.#database
      .prepare<[], { part: number }>(`SELECT coalesce(max(part), -1) + 1 AS part FROM shard WHERE ${kinds}`)
      .get()?.part;
    this.#database
      .prepare('INSERT INTO shard (kind, part, first, last, records) VALUES (?, ?, ?, ?, ?)')
      .run(kind, part ?? 0, first, last, records);
    return part ?? 0;
  }

  /** The frozen ranges without a file, oldest first. */
  unsealed(): Shard[] {
    return this.#select('sha256 IS NULL');
  }

  /** Every range, with a file or without. */
  all(): Shard[] {
    return this.#select('true');
  }

  /** The files that stand, in order of their part number. */
  sealed(kinds: readonly ShardKind[]): Shard[] {
    return this.#select('sha256 IS NOT NULL').filter((shard) => kinds.includes(shard.kind));
  }

  seal(shard: Shard, file: { path: string; bytes: number; sha256: string }): void {
    this.#database
      .prepare('UPDATE shard SET path = ?, bytes = ?, sha256 = ? WHERE kind = ? AND part = ?')
      .run(file.path, file.bytes, file.sha256, shard.kind, shard.part);
  }

  /** Adds a file that stands and holds no range of staged tasks; to be called inside a transaction. */
  adopt(kind: ShardKind, part: number, file: { path: string; records: number; bytes: number; sha256: string }): void {
    this.#database
      .prepare(
        `INSERT INTO shard (kind, part, first, last, records, path, bytes, sha256) VALUES (?, ?, 0, -1, ?, ?, ?, ?)`,
      )
      .run(kind, part, file.records, file.path, file.bytes, file.sha256);
  }

  /** Forgets one file. */
  forget({ kind, part }: Pick<Shard, 'kind' | 'part'>): void {
    this.#database.prepare('DELETE FROM shard WHERE kind = ? AND part = ?').run(kind, part);
  }

  /** Makes a sealed shard one that is still to be written. */
  unseal(shard: Shard): void {
    this.#database
      .prepare('UPDATE shard SET path = NULL, bytes = NULL, sha256 = NULL WHERE kind = ? AND part = ?')
      .run(shard.kind, shard.part);
  }

  /** The files of final failures. */
  failedPaths(): string[] {
    return this.#select(`kind = 'failed'`).flatMap((shard) => shard.path ?? []);
  }

  /** Forgets the files of final failures, which are to be tried again. */
  forgetFailed(): void {
    this.#database.prepare(`DELETE FROM shard WHERE kind = 'failed'`).run();
  }

  #select(condition: string): Shard[] {
    return this.#database
      .prepare<[], Shard>(
        `SELECT kind, part, first, last, records, path, bytes, sha256 FROM shard WHERE ${condition} ORDER BY part, kind`,
      )
      .all();
  }
}
