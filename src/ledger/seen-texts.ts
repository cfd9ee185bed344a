import type Database from 'better-sqlite3';

/**
 * Which texts a run has accepted, on disk: 64-bit hashes and the record that had each first. 72 million texts cost about
 * 4 GB beside 140 GB of them; two different ones are taken for the same with a probability of 1 in 7,000 over all of
 * them.
 */
export class SeenTexts {
  readonly #enter: Database.Statement<[number]>;
  readonly #owner: Database.Statement<[number], { id: string }>;
  readonly #adopt: Database.Statement<[bigint, string]>;

  constructor(database: Database.Database) {
    // The hash never leaves SQLite: it is in the row of the outcome already.
    this.#enter = database.prepare(
      `INSERT INTO seen_text (hash, record_id)
         SELECT text_hash, record_id FROM outcome WHERE task = ? AND text_hash IS NOT NULL
       ON CONFLICT (hash) DO NOTHING`,
    );
    this.#owner = database.prepare(
      `SELECT seen_text.record_id AS id FROM outcome JOIN seen_text ON seen_text.hash = outcome.text_hash
       WHERE outcome.task = ?`,
    );
    this.#adopt = database.prepare(
      'INSERT INTO seen_text (hash, record_id) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING',
    );
  }

  /** Enters the text of a staged outcome; returns false for one that is entered already, or has no hash. */
  enter(task: number): boolean {
    return this.#enter.run(task).changes > 0;
  }

  /** The record that had a staged outcome's text first, or undefined. */
  ownerOf(task: number): string | undefined {
    return this.#owner.get(task)?.id;
  }

  /** Enters the text of a record that stands in a file. */
  adopt(hash: bigint, recordId: string): void {
    this.#adopt.run(hash, recordId);
  }
}
