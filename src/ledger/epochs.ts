import type Database from 'better-sqlite3';

/** A planned epoch of a mix balanced by tokens; `tokens` (per strategy) once it is settled. */
export interface StoredEpoch {
  readonly epoch: number;
  readonly weights: readonly number[];
  readonly tokens: readonly number[] | undefined;
}

/** The weights each epoch was planned with, stored first, so that a resumed run plans the same. */
export class EpochTable {
  readonly #all: Database.Statement<[], { epoch: number; weights: string; tokens: string | null }>;
  readonly #plan: Database.Statement<[number, string]>;
  readonly #settle: Database.Statement<[string, number]>;

  constructor(database: Database.Database) {
    this.#all = database.prepare('SELECT epoch, weights, tokens FROM epoch ORDER BY epoch');
    this.#plan = database.prepare('INSERT INTO epoch (epoch, weights) VALUES (?, ?)');
    this.#settle = database.prepare('UPDATE epoch SET tokens = ? WHERE epoch = ?');
  }

  all(): StoredEpoch[] {
    return this.#all.all().map(({ epoch, weights, tokens }) => ({
      epoch,
      weights: numbers(weights),
      tokens: tokens === null ? undefined : numbers(tokens),
    }));
  }

  plan(epoch: number, weights: readonly number[]): void {
    this.#plan.run(epoch, JSON.stringify(weights));
  }

  settle(epoch: number, tokens: readonly number[]): void {
    this.#settle.run(JSON.stringify(tokens), epoch);
  }
}

function numbers(json: string): number[] {
  const parsed: unknown = JSON.parse(json);
  if (!Array.isArray(parsed)) throw new TypeError(`The ledger holds ${json} where an array of numbers belongs.`);
  return parsed.map(Number);
}
