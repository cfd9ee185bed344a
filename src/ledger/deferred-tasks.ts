import type Database from 'better-sqlite3';
import type { AcceptedRecord } from '../vocabulary/outcome.ts';

/** A task put off to the end of the run. */
export interface DeferredTask {
  /** Its number when it was first tried. */
  readonly task: number;
  readonly strategy: string;
  /** The task as JSON, in full: a second try needs no corpus. */
  readonly body: string;
  /** The reject record of its last failure, as JSON. */
  readonly record: string;
  /** The number of its second try in the schedule; null until it is scheduled. */
  readonly retry: number | null;
}

/** Tasks that failed for other than their document's fault: kept apart, tried once more at the end, only then written. */
export class DeferredTable {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement<[number, string, string, string]>;
  readonly #schedule: Database.Statement<[number]>;
  readonly #scheduled: Database.Statement<[number, number], DeferredTask>;
  readonly #byRetry: Database.Statement<[number], DeferredTask>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO deferred (task, state, strategy, body, record) VALUES (?, 'pending', ?, ?, ?)`,
    );
    this.#schedule = database.prepare(
      `UPDATE deferred SET retry = numbered.retry FROM (
         SELECT task, ? + row_number() OVER (ORDER BY task) - 1 AS retry
         FROM deferred WHERE state = 'pending' AND retry IS NULL
       ) AS numbered WHERE deferred.task = numbered.task`,
    );
    this.#scheduled = database.prepare(
      `SELECT task, strategy, body, record, retry FROM deferred WHERE retry > ? AND state = 'pending' ORDER BY retry LIMIT ?`,
    );
    this.#byRetry = database.prepare('SELECT task, strategy, body, record, retry FROM deferred WHERE retry = ?');
  }

  /** Adds a task; to be called inside a transaction. */
  insert(task: number, record: AcceptedRecord, body: string): void {
    this.#insert.run(task, record.strategy, body, JSON.stringify(record));
  }

  /** How many wait for their second try. */
  pending(): number {
    return this.#count("state = 'pending'");
  }

  /** How many failed again. */
  failed(): number {
    return this.#count("state = 'failed'");
  }

  /** How many failed again and stand in no rejects file yet. */
  unwritten(): number {
    return this.#count("state = 'failed' AND part IS NULL");
  }

  /** Gives every waiting task its number in the schedule, `first` onwards, in the order of its first try. */
  schedule(first: number): void {
    this.#schedule.run(first);
  }

  /** Up to `limit` scheduled tasks with a number above `after`. */
  scheduledAfter(after: number, limit: number): DeferredTask[] {
    return this.#scheduled.all(after, limit);
  }

  /** The task whose second try has this number. */
  byRetry(retry: number): DeferredTask | undefined {
    return this.#byRetry.get(retry);
  }

  /** The second try came to an end that is the document's own: the task is no longer deferred. */
  resolve(retry: number): void {
    this.#database.prepare('DELETE FROM deferred WHERE retry = ?').run(retry);
  }

  /** The second try failed as well: takes the staged outcome's record over. */
  fail(retry: number): void {
    this.#database
      .prepare(
        `UPDATE deferred SET state = 'failed', record = (SELECT record FROM outcome WHERE outcome.task = deferred.retry) WHERE retry = ?`,
      )
      .run(retry);
    this.#database.prepare('DELETE FROM outcome WHERE task = ?').run(retry);
  }

  /** Adds a task whose final failure stands in a rejects file; to be called inside a transaction. */
  insertFailed(task: { number: number; strategy: string; body: string }, record: string, part: number): void {
    this.#database
      .prepare(`INSERT INTO deferred (task, state, strategy, body, record, part) VALUES (?, 'failed', ?, ?, ?, ?)`)
      .run(task.number, task.strategy, task.body, record, part);
  }

  /** The second try failed as well, and its record stands in a rejects file. */
  failInFile(retry: number, record: string, part: number): void {
    this.#database
      .prepare(`UPDATE deferred SET state = 'failed', record = ?, part = ? WHERE retry = ?`)
      .run(record, part, retry);
  }

  /** Ends waiting without a second try (the token budget is spent). Returns how many, by strategy and reason. */
  giveUp(): { strategy: string; reason: string; count: number }[] {
    const counts = this.#database
      .prepare<[], { strategy: string; reason: string; count: number }>(
        `SELECT strategy, record ->> '$.reason' AS reason, count(*) AS count FROM deferred
         WHERE state = 'pending' GROUP BY 1, 2`,
      )
      .all();
    this.#database.prepare(`UPDATE deferred SET state = 'failed', retry = NULL WHERE state = 'pending'`).run();
    return counts;
  }

  /** Takes numbers of the schedule back from `first` on: the schedule goes on with documents instead. */
  unschedule(first: number): void {
    this.#database.prepare(`UPDATE deferred SET retry = NULL WHERE state = 'pending' AND retry >= ?`).run(first);
  }

  /** Makes final failures wait again, all or those in no rejects file; returns how many, by strategy and reason. */
  reopen(which: 'all' | 'unwritten'): { strategy: string; reason: string; count: number }[] {
    const condition = which === 'all' ? `state = 'failed'` : `state = 'failed' AND part IS NULL`;
    const counts = this.#database
      .prepare<[], { strategy: string; reason: string; count: number }>(
        `SELECT strategy, record ->> '$.reason' AS reason, count(*) AS count FROM deferred
         WHERE ${condition} GROUP BY 1, 2`,
      )
      .all();
    this.#database.prepare(`UPDATE deferred SET state = 'pending', retry = NULL, part = NULL WHERE ${condition}`).run();
    return counts;
  }

  /** Forgets tasks from `first` on, which are no longer part of the schedule. */
  deleteFrom(first: number): void {
    this.#database.prepare('DELETE FROM deferred WHERE task >= ?').run(first);
  }

  /** Marks the unwritten final failures as belonging to a rejects file. */
  assignPart(part: number): void {
    this.#database.prepare(`UPDATE deferred SET part = ? WHERE state = 'failed' AND part IS NULL`).run(part);
  }

  /** Makes the final failures of a rejects file that is gone unwritten ones again. */
  unassignPart(part: number): void {
    this.#database.prepare(`UPDATE deferred SET part = NULL WHERE part = ?`).run(part);
  }

  /** The reject records of one rejects file in JSON, as UTF-8, page by page. */
  *records(part: number): Generator<Uint8Array[]> {
    const page = this.#database.prepare<[number, number], { task: number; record: Uint8Array }>(
      `SELECT task, CAST(record AS BLOB) AS record FROM deferred WHERE part = ? AND task > ? ORDER BY task LIMIT 200`,
    );
    for (let after = -1; ; ) {
      const rows = page.all(part, after);
      const end = rows.at(-1);
      if (end === undefined) return;
      yield rows.map((row) => row.record);
      after = end.task;
    }
  }

  #count(condition: string): number {
    return (
      this.#database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM deferred WHERE ${condition}`).get()?.n ?? 0
    );
  }
}
