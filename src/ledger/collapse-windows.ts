import type Database from 'better-sqlite3';

/** The windows that the collapse watch is filling, by strategy: at most a few thousand small numbers and a few texts. */
export class CollapseTable {
  readonly #openings: Database.Statement<[string], { openings: Buffer }>;
  readonly #setOpenings: Database.Statement<[string, Buffer]>;
  readonly #samples: Database.Statement<[string], { text: string }>;
  readonly #addSample: Database.Statement<[string, number, string]>;
  readonly #dropSamples: Database.Statement<[string]>;

  constructor(database: Database.Database) {
    this.#openings = database.prepare('SELECT openings FROM collapse_opening WHERE strategy = ?');
    this.#setOpenings = database.prepare(
      `INSERT INTO collapse_opening (strategy, openings) VALUES (?, ?)
       ON CONFLICT (strategy) DO UPDATE SET openings = excluded.openings`,
    );
    this.#samples = database.prepare('SELECT text FROM collapse_sample WHERE strategy = ? ORDER BY place');
    this.#addSample = database.prepare(
      'INSERT OR REPLACE INTO collapse_sample (strategy, place, text) VALUES (?, ?, ?)',
    );
    this.#dropSamples = database.prepare('DELETE FROM collapse_sample WHERE strategy = ?');
  }

  /** The openings of a strategy's open window, in order. */
  openings(strategy: string): Int32Array {
    const bytes = this.#openings.get(strategy)?.openings;
    return bytes === undefined ? new Int32Array(0) : new Int32Array(new Uint8Array(bytes).buffer);
  }

  /** Keeps the openings of a strategy's open window. */
  setOpenings(strategy: string, openings: Int32Array): void {
    this.#setOpenings.run(strategy, Buffer.from(openings.buffer, openings.byteOffset, openings.byteLength));
  }

  /** The sampled texts of a strategy's open window, in order. */
  samples(strategy: string): string[] {
    return this.#samples.all(strategy).map(({ text }) => text);
  }

  /** Keeps a sampled text. */
  addSample(strategy: string, place: number, text: string): void {
    this.#addSample.run(strategy, place, text);
  }

  /** Forgets the sampled texts of a window that is closed. */
  dropSamples(strategy: string): void {
    this.#dropSamples.run(strategy);
  }
}
