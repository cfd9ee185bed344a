import type Database from 'better-sqlite3';

/** Seconds on a clock that never jumps. */
type Seconds = () => number;

interface Fleet {
  inFlight: number;
  since: number;
  seconds: number;
  completionTokens: number;
}

/**
 * How long the servers of an ablation were busy, and what they wrote in that time: arms run at once over the same
 * servers, so that an arm's share of the time follows from its tokens, not from how long it took. Kept in a database, over
 * all processes. A class, because it owns counts that it adds up.
 */
export class FleetTime {
  readonly #database: Database.Database;
  readonly #now: Seconds;
  readonly #fleets = new Map<string, Fleet>();

  constructor(database: Database.Database, now: Seconds) {
    this.#database = database;
    this.#now = now;
    database.exec(
      'CREATE TABLE IF NOT EXISTS fleet (name TEXT PRIMARY KEY, seconds REAL NOT NULL, completion_tokens INTEGER NOT NULL) WITHOUT ROWID',
    );
    const rows = database.prepare<[], { name: string; seconds: number; completion_tokens: number }>(
      'SELECT name, seconds, completion_tokens FROM fleet',
    );
    for (const { name, seconds, completion_tokens: completionTokens } of rows.all()) {
      this.#fleets.set(name, { inFlight: 0, since: 0, seconds, completionTokens });
    }
  }

  /** A request goes to a fleet. The returned function is called once, at its end, with the tokens it was billed. */
  begin(name: string): (completionTokens: number) => void {
    const fleet = this.#fleets.get(name) ?? { inFlight: 0, since: 0, seconds: 0, completionTokens: 0 };
    this.#fleets.set(name, fleet);
    if (fleet.inFlight === 0) fleet.since = this.#now();
    fleet.inFlight += 1;
    return (completionTokens) => {
      fleet.inFlight -= 1;
      fleet.completionTokens += completionTokens;
      if (fleet.inFlight === 0) fleet.seconds += this.#now() - fleet.since;
    };
  }

  /** The seconds in which the fleet writes so many tokens, as busy as it was; undefined where it has written none. */
  secondsFor(name: string, completionTokens: number): number | undefined {
    const fleet = this.#fleets.get(name);
    if (fleet === undefined || fleet.completionTokens === 0) return undefined;
    return (fleet.seconds * completionTokens) / fleet.completionTokens;
  }

  /** Writes the counts; a process that goes on later adds to them. */
  save(): void {
    const put = this.#database.prepare<[string, number, number]>('INSERT OR REPLACE INTO fleet VALUES (?, ?, ?)');
    this.#database.transaction(() => {
      for (const [name, { seconds, completionTokens }] of this.#fleets) put.run(name, seconds, completionTokens);
    })();
  }
}
