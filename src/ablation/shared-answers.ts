import type Database from 'better-sqlite3';
import { sha256Hex } from '../text/hash.ts';
import type { Backend } from '../vocabulary/backend.ts';
import type { Answer, Generation } from '../vocabulary/generation.ts';
import { FleetTime } from './fleet-time.ts';
import { openKept } from './kept-database.ts';

/** Answers are written together after so many milliseconds. */
const WINDOW_MS = 50;

/** How often a question was asked already. */
export interface SharingCounts {
  readonly asked: number;
  readonly shared: number;
}

/**
 * Answers that arms have in common: the same prompt to the same model is sent once for each seed, and whoever asks later,
 * in this process or after a restart, gets that answer with the tokens that it was billed. Failures are not kept, nor is
 * what comes after the end. A process that is killed loses those of the last 50 ms. One process at a time has them open.
 * A class, because it owns a database.
 */
export class SharedAnswers {
  readonly #database: Database.Database;
  readonly #find: Database.Statement<[string], { readonly answer: string }>;
  readonly #insert: Database.Statement<[string, string]>;
  readonly #fleets: FleetTime;
  readonly #underWay = new Map<string, Promise<Generation>>();
  #waiting = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;
  #shared = 0;

  /** Throws as {@link openKept} does. */
  constructor(path: string) {
    this.#database = openKept(
      path,
      'CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID',
    );
    this.#fleets = new FleetTime(this.#database, () => performance.now() / 1_000);
    this.#find = this.#database.prepare('SELECT answer FROM answer WHERE key = ?');
    this.#insert = this.#database.prepare('INSERT OR IGNORE INTO answer (key, answer) VALUES (?, ?)');
  }

  get counts(): SharingCounts {
    return { asked: this.#asked, shared: this.#shared };
  }

  /**
   * The backend, asked only what has not been answered yet for this seed. `served`: by the key that prompts have, which
   * model at which servers it means, since that may be another one in another arm. `fleet`: all these servers, whose time
   * is counted.
   */
  through(backend: Backend, served: Readonly<Record<string, string>>, seed: number, fleet: string): Backend {
    return {
      ...backend,
      generate: (prompt, signal) => {
        const { endpoint, layout, system, user, fields } = prompt;
        const model = served[prompt.model] ?? prompt.model;
        const key = sha256Hex(JSON.stringify([seed, model, endpoint, layout, system ?? null, user, fields])).slice(
          0,
          32,
        );
        return this.#generate(key, async () => {
          const end = this.#fleets.begin(fleet);
          let completionTokens = 0;
          try {
            const generation = await backend.generate(prompt, signal);
            ({ completionTokens } = generation.usage);
            return generation;
          } finally {
            end(completionTokens);
          }
        });
      },
    };
  }

  /** The seconds in which a fleet writes so many tokens, as busy as it was here; undefined where it has written none. */
  secondsFor(fleet: string, completionTokens: number): number | undefined {
    return this.#fleets.secondsFor(fleet, completionTokens);
  }

  /** Writes what waits, and closes the database. */
  close(): void {
    this.#write();
    this.#fleets.save();
    this.#database.close();
  }

  async #generate(key: string, ask: () => Promise<Generation>): Promise<Generation> {
    this.#asked += 1;
    const kept = this.#waiting.get(key) ?? this.#find.get(key)?.answer;
    if (kept !== undefined) {
      this.#shared += 1;
      return JSON.parse(kept) as Answer;
    }
    const before = this.#underWay.get(key);
    if (before !== undefined) {
      const answer = await before.catch(() => undefined);
      // Whoever asked first may have been stopped: that is no answer to us.
      if (answer?.kind === 'answer') {
        this.#shared += 1;
        return answer;
      }
    }
    const asked = ask();
    this.#underWay.set(key, asked);
    try {
      const generation = await asked;
      if (generation.kind === 'answer') this.#keep(key, generation);
      return generation;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keep(key: string, answer: Answer): void {
    if (!this.#database.open) return;
    this.#waiting.set(key, JSON.stringify(answer));
    this.#timer ??= setTimeout(() => this.#write(), WINDOW_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#database.transaction(() => {
      for (const [key, answer] of waiting) this.#insert.run(key, answer);
    })();
  }
}
