import type Database from 'better-sqlite3';
import { withScratchDatabase } from '../../ledger/scratch-database.ts';
import { sha256Hex } from '../../text/hash.ts';
import type { Ratings } from './keep-rule.ts';
import type { NoiseType } from './strategies.ts';

/** What came of asking about one window for one kind of noise. */
export interface WindowAnswer {
  readonly noise: NoiseType;
  /** The program as the model wrote it; empty where there was no answer. */
  readonly program: string;
  /** Why the program is not to be trusted, as a reason of a run; null when it may be. */
  readonly trouble: string | null;
}

interface RatingsRow {
  readonly education: number | null;
  readonly format: number | null;
}

const TABLES = `
  CREATE TABLE rating (document TEXT PRIMARY KEY, education INTEGER, format INTEGER) WITHOUT ROWID;
  CREATE TABLE answer (
    window TEXT, noise TEXT, program TEXT NOT NULL, trouble TEXT, PRIMARY KEY (window, noise)
  ) WITHOUT ROWID;
  CREATE TABLE seen (hash TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/**
 * Where the records of the stages lie while examples are made of them: a scratch database on disk, so that memory does
 * not grow with the corpus. Records come in schedule order but for tasks that took a second try, which come at the end;
 * so they are looked up rather than merged in passing.
 */
export class Desk {
  readonly #database: Database.Database;
  readonly #rate: { readonly education: Database.Statement; readonly format: Database.Statement };
  readonly #takeRatings: Database.Statement<[string], RatingsRow>;
  readonly #answer: Database.Statement;
  readonly #answers: Database.Statement<[string], WindowAnswer>;
  readonly #see: Database.Statement;

  constructor(database: Database.Database) {
    this.#database = database;
    const rate = (column: keyof Ratings) =>
      this.#database.prepare(
        `INSERT INTO rating (document, ${column}) VALUES (?, ?) ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
      );
    this.#rate = { education: rate('education'), format: rate('format') };
    this.#takeRatings = this.#database.prepare<[string], RatingsRow>(
      'DELETE FROM rating WHERE document = ? RETURNING education, format',
    );
    this.#answer = this.#database.prepare('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)');
    this.#answers = this.#database.prepare<[string], WindowAnswer>(
      'SELECT noise, program, trouble FROM answer WHERE window = ?',
    );
    this.#see = this.#database.prepare('INSERT OR IGNORE INTO seen VALUES (?)');
  }

  /** Puts a rating of a document down; null where it could not be read. */
  rate(document: string, rating: keyof Ratings, score: number | null): void {
    this.#rate[rating].run(document, score);
  }

  /** The ratings of a document, once: undefined where it was not rated, and where they were taken before. */
  takeRatings(document: string): Ratings | undefined {
    const row = this.#takeRatings.get(document);
    if (row === undefined) return undefined;
    return { education: row.education ?? undefined, format: row.format ?? undefined };
  }

  /** Puts an answer about a window down. */
  answer(window: string, { noise, program, trouble }: WindowAnswer): void {
    this.#answer.run(window, noise, program, trouble);
  }

  /** The answers about a window, at most one for each kind of noise. */
  answersOf(window: string): WindowAnswer[] {
    return this.#answers.all(window);
  }

  /** Whether a text is shown for the first time; told apart by 128 bits of its sha256. */
  isNew(text: string): boolean {
    return this.#see.run(sha256Hex(text).slice(0, 32)).changes === 1;
  }
}

/**
 * Does some work with a desk whose scratch file is `path`, and clears the desk away. Rejects as
 * {@link withScratchDatabase} does.
 */
export function withDesk<T>(path: string, work: (desk: Desk) => Promise<T>): Promise<T> {
  return withScratchDatabase(path, TABLES, (database) => work(new Desk(database)));
}
