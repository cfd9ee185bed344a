import type Database from 'better-sqlite3';
import { hash64 } from '../text/hash.ts';

/**
 * Which source ids a run has met, on disk: 64-bit hashes, so 36 million documents cost about 0.5 GB and two different
 * ids are taken for one with a probability of 4 in 100,000 over all of them (the second would be skipped and listed).
 * Claims wait in memory for the next group commit.
 */
export class DocumentIds {
  readonly #find: Database.Statement<[bigint], { ordinal: number }>;
  readonly #insert: Database.Statement<[bigint, number]>;
  readonly #pending = new Map<bigint, number>();

  constructor(database: Database.Database) {
    this.#find = database.prepare('SELECT ordinal FROM document_id WHERE hash = ?');
    this.#insert = database.prepare('INSERT INTO document_id (hash, ordinal) VALUES (?, ?)');
  }

  /**
   * Claims an id for the document with this ordinal. Returns true when it is the first to have it; the same document
   * read again after an interruption keeps its claim.
   */
  claim(id: string, ordinal: number): boolean {
    const hash = BigInt.asIntN(64, hash64(id));
    const owner = this.#pending.get(hash) ?? this.#find.get(hash)?.ordinal;
    if (owner !== undefined) return owner === ordinal;
    this.#pending.set(hash, ordinal);
    return true;
  }

  /** Writes what waits; to be called inside a transaction. Sorted, since neighbours share pages of the B-tree. */
  flush(): void {
    const waiting = [...this.#pending].sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [hash, ordinal] of waiting) this.#insert.run(hash, ordinal);
    this.#pending.clear();
  }
}
