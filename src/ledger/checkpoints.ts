import type Database from 'better-sqlite3';
import type { BadRow } from '../vocabulary/document.ts';
import { checksumOf, checkText } from './checksum.ts';

/** What a resumed run begins from: the settled frontier, the files behind it, the rows that were skipped. */
export class CheckpointTable {
  readonly #getState: Database.Statement<[string], { value: string; checksum: string | null }>;
  readonly #setState: Database.Statement<[string, string, bigint]>;
  readonly #files: Database.Statement<[], { file: number; documents: number }>;
  readonly #endFile: Database.Statement<[number, number]>;
  readonly #skip: Database.Statement<[number, number, string, string]>;
  readonly #skipped: Database.Statement<[], { file: number; row: number; reason: string; detail: string }>;

  constructor(database: Database.Database) {
    this.#getState = database.prepare('SELECT value, CAST(checksum AS TEXT) AS checksum FROM state WHERE name = ?');
    this.#setState = database.prepare(
      `INSERT INTO state (name, value, checksum) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, checksum = excluded.checksum`,
    );
    this.#files = database.prepare('SELECT file, documents FROM input_file ORDER BY file');
    this.#endFile = database.prepare('INSERT INTO input_file (file, documents) VALUES (?, ?)');
    this.#skip = database.prepare('INSERT OR IGNORE INTO skipped_row (file, row, reason, detail) VALUES (?, ?, ?, ?)');
    this.#skipped = database.prepare('SELECT file, row, reason, detail FROM skipped_row ORDER BY file, row');
  }

  /** A value stored under a name, or undefined. Throws when it is damaged. */
  state(name: 'config' | 'progress'): string | undefined {
    const row = this.#getState.get(name);
    if (row !== undefined) checkText(`the ${name}`, row.value, row.checksum);
    return row?.value;
  }

  setState(name: 'config' | 'progress', value: string): void {
    this.#setState.run(name, value, checksumOf(value));
  }

  /** Rows read of each file that is settled to its end, by the file's index in the sorted input list. */
  endedFiles(): { file: number; documents: number }[] {
    return this.#files.all();
  }

  /** Marks a file as settled to its end. */
  endFile(file: number, documents: number): void {
    this.#endFile.run(file, documents);
  }

  /** Lists a row that could not become a document. */
  skip(bad: BadRow): void {
    this.#skip.run(bad.position.file, bad.position.row, bad.reason, bad.detail);
  }

  /** Every skipped row, in order of position. */
  skipped(): IterableIterator<{ file: number; row: number; reason: string; detail: string }> {
    return this.#skipped.iterate();
  }
}
