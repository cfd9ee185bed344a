import type Database from 'better-sqlite3';
import { withScratchDatabase } from '../../ledger/scratch-database.ts';
import type { JsonObject } from '../../vocabulary/json.ts';

/** What a run said of a document by one of its strategies: labels, or the reject's record. */
interface Rated {
  readonly strategy: string;
  readonly labels: JsonObject | null;
  readonly reject: JsonObject | null;
}

interface Row {
  readonly strategy: string;
  readonly labels: string | null;
  readonly reject: string | null;
}

const TABLES = `
  CREATE TABLE rated (
    document TEXT, strategy TEXT, labels TEXT, reject TEXT, PRIMARY KEY (document, strategy)
  ) WITHOUT ROWID;
`;

/**
 * Where the records of a run lie until their documents come by. Records stand in schedule order but for tasks that took
 * a second try, which come at the end, and rejects stand in files of their own; so they are looked up.
 */
export class RatingsDesk {
  readonly #put: Database.Statement;
  readonly #take: Database.Statement<[string], Row>;

  constructor(database: Database.Database) {
    this.#put = database.prepare('INSERT OR REPLACE INTO rated VALUES (?, ?, ?, ?)');
    this.#take = database.prepare<[string], Row>(
      'DELETE FROM rated WHERE document = ? RETURNING strategy, labels, reject',
    );
  }

  /** Puts down what a strategy said of a document. */
  put(document: string, { strategy, labels, reject }: Rated): void {
    const written = (value: JsonObject | null) => (value === null ? null : JSON.stringify(value));
    this.#put.run(document, strategy, written(labels), written(reject));
  }

  /** What was said of a document, by strategy; nothing where it was not rated, and where this was asked before. */
  take(document: string): ReadonlyMap<string, Rated> {
    const read = (json: string | null) => (json === null ? null : (JSON.parse(json) as JsonObject));
    return new Map(
      this.#take
        .all(document)
        .map(({ strategy, labels, reject }) => [strategy, { strategy, labels: read(labels), reject: read(reject) }]),
    );
  }
}

/** Does some work with a desk whose scratch file is `path`, and clears it away. Rejects as {@link withScratchDatabase}. */
export function withRatingsDesk<T>(path: string, work: (desk: RatingsDesk) => Promise<T>): Promise<T> {
  return withScratchDatabase(path, TABLES, (database) => work(new RatingsDesk(database)));
}
