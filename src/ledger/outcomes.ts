import type Database from 'better-sqlite3';
import type { TextPrint } from '../text/text-print.ts';
import type { AcceptedRecord, Outcome, RejectRecord } from '../vocabulary/outcome.ts';
import { checksumOf, checkText } from './checksum.ts';

/** How a staged task ended: an outcome's status, or `deferred` for a failure that is to be tried again. */
export type StagedStatus = 'accepted' | 'rejected' | 'failed' | 'deferred';

/** What settling sees of a staged outcome: all but the record. */
export interface StagedOutcome {
  readonly task: number;
  readonly recordId: string;
  readonly status: StagedStatus;
  readonly strategy: string;
  readonly reason: string | null;
  readonly generatedTokens: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly wastedTokens: number;
  readonly unbilledAttempts: number;
  /** Of an accepted text's print; null where there is none. */
  readonly opening: number | null;
  readonly sketch: Uint8Array | null;
  /** What checks of meaning took, as JSON; null or absent where there were none. */
  readonly meaning?: string | null;
}

/** What staged outcomes of one strategy cost together. */
export type StagedCost = Pick<StagedOutcome, 'strategy' | 'promptTokens' | 'completionTokens' | 'unbilledAttempts'>;

/** Records a page of a shard is read in. */
const PAGE = 200;
/** Rows deleted in one transaction: short enough not to be felt by the event loop. */
const DELETE_ROWS = 500;

/** The reorder buffer: outcomes between their arrival and the sealing of their shard, keyed by task number. */
export class OutcomeTable {
  readonly #insert: Database.Statement;
  readonly #from: Database.Statement<[number], StagedOutcome>;
  readonly #sha: Database.Statement<[number], { task_sha: string }>;
  readonly #last: Database.Statement<[], { last: number | null }>;
  readonly #page: Database.Statement<
    [number, number, string],
    { task: number; record: Uint8Array; checksum: string | null }
  >;
  readonly #deleteRange: Database.Statement<[number, number, string]>;
  readonly #delete: Database.Statement<[number]>;
  readonly #record: Database.Statement<[number], { record: string; checksum: string | null }>;
  readonly #reject: Database.Statement<[string, string, bigint, number]>;
  readonly #costFrom: Database.Statement<[number], StagedCost>;
  readonly #deleteFrom: Database.Statement<[number]>;
  readonly #meaningFrom: Database.Statement<[number], { meaning: string }>;

  constructor(database: Database.Database) {
    this.#insert = database.prepare(
      `INSERT INTO outcome (task, status, strategy, reason, task_sha, record_id, generated_tokens, prompt_tokens,
         completion_tokens, wasted_tokens, unbilled_attempts, record, checksum, text_hash, opening, sketch, meaning)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#from = database.prepare(
      `SELECT task, record_id AS recordId, status, strategy, reason, generated_tokens AS generatedTokens, prompt_tokens AS promptTokens,
         completion_tokens AS completionTokens, wasted_tokens AS wastedTokens, unbilled_attempts AS unbilledAttempts, opening, sketch, meaning
       FROM outcome WHERE task >= ? ORDER BY task`,
    );
    this.#sha = database.prepare('SELECT task_sha FROM outcome WHERE task = ?');
    this.#last = database.prepare('SELECT max(task) AS last FROM outcome');
    this.#page = database.prepare(
      `SELECT task, CAST(record AS BLOB) AS record, CAST(checksum AS TEXT) AS checksum FROM outcome
       WHERE task BETWEEN ? AND ? AND status IN (SELECT value FROM json_each(?))
       ORDER BY task LIMIT ${PAGE}`,
    );
    this.#deleteRange = database.prepare(
      `DELETE FROM outcome WHERE task IN (SELECT task FROM outcome WHERE task BETWEEN ? AND ?
         AND status IN (SELECT value FROM json_each(?)) LIMIT ${DELETE_ROWS})`,
    );
    this.#delete = database.prepare('DELETE FROM outcome WHERE task = ?');
    this.#record = database.prepare('SELECT record, CAST(checksum AS TEXT) AS checksum FROM outcome WHERE task = ?');
    this.#reject = database.prepare(
      `UPDATE outcome SET status = 'rejected', wasted_tokens = completion_tokens, reason = ?, record = ?, checksum = ?
       WHERE task = ?`,
    );
    this.#costFrom = database.prepare(
      `SELECT strategy, sum(prompt_tokens) AS promptTokens, sum(completion_tokens) AS completionTokens,
         sum(unbilled_attempts) AS unbilledAttempts FROM outcome WHERE task >= ? GROUP BY strategy`,
    );
    this.#meaningFrom = database.prepare('SELECT meaning FROM outcome WHERE task >= ? AND meaning IS NOT NULL');
    this.#deleteFrom = database.prepare('DELETE FROM outcome WHERE task >= ?');
  }

  /**
   * Adds an outcome; to be called inside a transaction. `generatedTokens` is what balance and budget count, `print` what
   * an accepted text is compared by.
   */
  insert(task: number, status: StagedStatus, outcome: Outcome, generatedTokens: number, print?: TextPrint): void {
    const { record, cost } = outcome;
    const json = JSON.stringify(record);
    this.#insert.run(
      task,
      status,
      record.strategy,
      'reason' in record ? record.reason : null,
      record.task_sha,
      record.id,
      generatedTokens,
      cost.promptTokens,
      cost.completionTokens,
      cost.wastedTokens,
      cost.unbilledAttempts,
      json,
      checksumOf(json),
      print?.hash ?? null,
      print?.opening ?? null,
      print?.sketch ?? null,
      cost.meaning === undefined ? null : JSON.stringify(cost.meaning),
    );
  }

  /** The unbroken row of outcomes that begins with `task`; at most `limit` of them. */
  contiguousFrom(task: number, limit: number): StagedOutcome[] {
    const found: StagedOutcome[] = [];
    for (const outcome of this.#from.iterate(task)) {
      if (outcome.task !== task + found.length) break;
      found.push(outcome);
      if (found.length === limit) break;
    }
    return found;
  }

  /** The record of a staged task. Throws for one that is damaged or not there. */
  record(task: number): AcceptedRecord {
    const row = this.#record.get(task);
    if (row === undefined) throw new Error(`Task ${task} is not staged.`);
    checkText(`the record of task ${task}`, row.record, row.checksum);
    return JSON.parse(row.record) as AcceptedRecord;
  }

  /** Why a task was rejected, as long as it is staged. */
  whyRejected(task: number): { reason: string; detail: string } | undefined {
    const row = this.#record.get(task);
    return row === undefined ? undefined : (JSON.parse(row.record) as RejectRecord);
  }

  /** Turns a staged outcome that was accepted into a rejected one, its tokens wasted; inside a transaction. */
  reject(task: number, reason: string, detail: string): void {
    const record: RejectRecord = { ...this.record(task), status: 'rejected', reason, detail };
    const json = JSON.stringify(record);
    this.#reject.run(reason, json, checksumOf(json), task);
  }

  /** The `task_sha` of a staged task, or undefined when it is not staged. */
  shaOf(task: number): string | undefined {
    return this.#sha.get(task)?.task_sha;
  }

  /** The highest staged task number, or -1. */
  lastTask(): number {
    return this.#last.get()?.last ?? -1;
  }

  /**
   * The records of a frozen range in JSON, as UTF-8, page by page, in order of their tasks. Throws for one that is
   * damaged.
   */
  *records(first: number, last: number, statuses: readonly StagedStatus[]): Generator<Uint8Array[]> {
    let next = first;
    while (next <= last) {
      const page = this.#page.all(next, last, JSON.stringify(statuses));
      const end = page.at(-1);
      if (end === undefined) return;
      for (const { task, record, checksum } of page) checkText(`the record of task ${task}`, record, checksum);
      yield page.map((row) => row.record);
      next = end.task + 1;
    }
  }

  /** Deletes up to 500 rows of a range; returns how many, 0 when the range is empty. One short transaction a call. */
  deleteSome(first: number, last: number, statuses: readonly StagedStatus[]): number {
    return this.#deleteRange.run(first, last, JSON.stringify(statuses)).changes;
  }

  delete(task: number): void {
    this.#delete.run(task);
  }

  /** What everything from `task` on cost, by strategy. */
  costFrom(task: number): StagedCost[] {
    return this.#costFrom.all(task);
  }

  /** What checks of meaning took for everything from `task` on, as JSON. */
  *meaningFrom(task: number): Generator<string> {
    for (const { meaning } of this.#meaningFrom.iterate(task)) yield meaning;
  }

  /** Deletes everything from `task` on. */
  deleteFrom(task: number): void {
    this.#deleteFrom.run(task);
  }
}
