import type Database from 'better-sqlite3';
import type { TextPrint } from '../text/text-print.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import { CheckpointTable } from './checkpoints.ts';
import { CollapseTable } from './collapse-windows.ts';
import { ledgerError, openDatabase } from './database.ts';
import { DeferredTable } from './deferred-tasks.ts';
import { DocumentIds } from './document-ids.ts';
import { EpochTable } from './epochs.ts';
import type { Synchronous } from './ledger-options.ts';
import { OutcomeTable } from './outcomes.ts';
import { SeenTexts } from './seen-texts.ts';
import { ShardTable } from './shards.ts';
import { StandingTable } from './standing-records.ts';

/** Outcomes, and milliseconds, that one group commit gathers at most. A commit with `synchronous=FULL` takes 4.7 ms. */
const COMMIT_OUTCOMES = 500;
const COMMIT_INTERVAL = 50;

/** An outcome on its way into the ledger. */
export interface Arrival {
  readonly task: number;
  readonly outcome: Outcome;
  /**
   * For an outcome that is to be tried again at the end of the run: the task as JSON, and the generated tokens that it
   * was expected to bring (they count for its epoch). Undefined when the outcome is final.
   */
  readonly deferred: { readonly body: string; readonly expectedTokens: number } | undefined;
  /** What an accepted text is compared with others by; absent where it takes no part. */
  readonly print?: TextPrint | undefined;
}

/**
 * The memory of a run, in one SQLite file. Outcomes arrive at any time and in any order and become durable in group
 * commits; within the same transaction the owner's `settle` runs, so that what is settled and what it follows from
 * are never apart. A killed process loses at most one commit window.
 */
export class Ledger {
  readonly outcomes: OutcomeTable;
  readonly deferred: DeferredTable;
  readonly documentIds: DocumentIds;
  readonly checkpoints: CheckpointTable;
  readonly epochs: EpochTable;
  readonly shards: ShardTable;
  readonly standing: StandingTable;
  readonly seenTexts: SeenTexts;
  readonly collapse: CollapseTable;
  /** Where its file is. */
  readonly path: string;
  readonly #database: Database.Database;
  readonly #arrivals: Arrival[] = [];
  #settle: () => void = () => {};
  #committed: (ms: number) => void = () => {};
  #failed: (error: unknown) => void = () => {};
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  private constructor(database: Database.Database, path: string) {
    this.#database = database;
    this.path = path;
    this.outcomes = new OutcomeTable(database);
    this.deferred = new DeferredTable(database);
    this.documentIds = new DocumentIds(database);
    this.checkpoints = new CheckpointTable(database);
    this.epochs = new EpochTable(database);
    this.shards = new ShardTable(database);
    this.standing = new StandingTable(database);
    this.seenTexts = new SeenTexts(database);
    this.collapse = new CollapseTable(database);
  }

  /**
   * Opens the ledger at `path`, made if need be in a folder that must be there, and locks it until `close`. Throws a usage
   * error where it cannot. `synchronous`: what a power cut may cost.
   */
  static open(path: string, synchronous: Synchronous = 'full'): Ledger {
    const database = openDatabase(path, synchronous);
    try {
      return new Ledger(database, path);
    } catch (error) {
      database.close();
      throw ledgerError(error, path);
    }
  }

  /**
   * Names what runs with each group commit: `settle` inside the transaction, after the arrivals were written;
   * `committed` after it, with the milliseconds it took; `failed` when a commit that a timer started could not be made.
   */
  onCommit(hooks: { settle: () => void; committed: (ms: number) => void; failed: (error: unknown) => void }): void {
    this.#settle = hooks.settle;
    this.#committed = hooks.committed;
    this.#failed = hooks.failed;
  }

  /** Takes an outcome; durable within 50 ms, or with the 500th. */
  stage(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    if (this.#arrivals.length >= COMMIT_OUTCOMES) this.commit();
    else this.commitSoon();
  }

  /** Has the next group commit run within 50 ms, though no outcome may arrive. */
  commitSoon(): void {
    this.#timer ??= setTimeout(() => {
      try {
        this.commit();
      } catch (error) {
        this.#failed(error);
      }
    }, COMMIT_INTERVAL);
  }

  /**
   * Commits everything that waits, now. Throws a usage error when the disk is full. After a commit that failed none is
   * made any more, since what was settled in memory is ahead of the file: every later call throws the same error.
   */
  commit(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#failure !== undefined) throw this.#failure;
    const arrivals = this.#arrivals.splice(0);
    const begun = performance.now();
    try {
      this.#write(arrivals);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.#committed(performance.now() - begun);
  }

  #write(arrivals: readonly Arrival[]): void {
    this.transaction(() => {
      this.documentIds.flush();
      for (const { task, outcome, deferred, print } of arrivals) {
        if (deferred === undefined) {
          this.outcomes.insert(task, outcome.status, outcome, outcome.record.generated_tokens, print);
          continue;
        }
        this.outcomes.insert(task, 'deferred', outcome, deferred.expectedTokens);
        if (this.deferred.byRetry(task) === undefined) this.deferred.insert(task, outcome.record, deferred.body);
      }
      this.#settle();
    });
  }

  /**
   * Runs `work` in one transaction; errors of the disk become errors a person can act on. After a commit that failed
   * it throws that commit's error.
   */
  transaction<T>(work: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#database.transaction(work).immediate();
    } catch (error) {
      throw ledgerError(error, this.path);
    }
  }

  /** Closes the file without committing what waits: call `commit` first. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#database.open) this.#database.close();
  }
}
