import type Database from 'better-sqlite3';
import { hash64 } from '../text/hash.ts';
import type { TextPrint } from '../text/text-print.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';
import type { ShardKind } from './shards.ts';

/** A record that stands in a sealed file, as far as its task's settling needs it. */
export interface StandingRecord {
  /** Of its id: the key of the table. */
  readonly hash: bigint;
  readonly kind: ShardKind;
  readonly part: number;
  readonly status: 'accepted' | 'rejected' | 'failed';
  readonly strategy: string;
  readonly reason: string | null;
  readonly taskSha: string;
  readonly generatedTokens: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Whole, as JSON; for final failures only, which may be tried again. */
  readonly record: string | null;
  /** Of an accepted text's print. */
  readonly opening: number | null;
  readonly sketch: Uint8Array | null;
}

/** What is known of a staged outcome that may also stand in a file. */
export interface StagedTwin {
  readonly task: number;
  readonly status: 'accepted' | 'rejected' | 'failed';
  readonly hash: bigint;
}

/**
 * Records of sealed files that the ledger did not know of, by the hash of their id: 72 million of them are taken for
 * one another with a probability of 1 in 7,000, and then refused as two of one id.
 */
export class StandingTable {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement;
  readonly #find: Database.Statement<[bigint], StandingRecord>;
  readonly #delete: Database.Statement<[bigint]>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO standing (hash, kind, part, status, strategy, reason, task_sha, generated_tokens, prompt_tokens,
         completion_tokens, record, opening, sketch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#find = database.prepare<[bigint], StandingRecord>(
      `SELECT hash, kind, part, status, strategy, reason, task_sha AS taskSha, generated_tokens AS generatedTokens,
         prompt_tokens AS promptTokens, completion_tokens AS completionTokens, record, opening, sketch FROM standing WHERE hash = ?`,
    );
    this.#delete = database.prepare('DELETE FROM standing WHERE hash = ?');
  }

  /** Adds a record of a file, with the print of an accepted text; returns false when one of the same id stands already. */
  add(kind: ShardKind, part: number, record: AcceptedRecord | RejectRecord, print?: TextPrint): boolean {
    const hash = keyOf(record.id);
    if (this.find(hash) !== undefined) return false;
    this.#insert.run(
      hash,
      kind,
      part,
      'status' in record ? record.status : 'accepted',
      record.strategy,
      'reason' in record ? record.reason : null,
      record.task_sha,
      record.generated_tokens,
      record.usage.prompt_tokens,
      record.usage.completion_tokens,
      kind === 'failed' ? JSON.stringify(record) : null,
      print?.opening ?? null,
      print?.sketch ?? null,
    );
    return true;
  }

  /** The record with this id, or with this hash of one. */
  find(id: string | bigint): StandingRecord | undefined {
    const hash = typeof id === 'bigint' ? id : keyOf(id);
    const found = this.#find.get(hash);
    return found === undefined ? undefined : { ...found, hash };
  }

  delete(hash: bigint): void {
    this.#delete.run(hash);
  }

  /** How many there are. */
  count(): number {
    return this.#database.prepare<[], { n: number }>('SELECT count(*) AS n FROM standing').get()?.n ?? 0;
  }

  /** Forgets the records of files that the ledger does not know: what an attempt to take them over left behind. */
  dropUnclaimed(): void {
    this.#database.exec(
      `DELETE FROM standing WHERE NOT EXISTS
         (SELECT 1 FROM shard WHERE shard.kind = standing.kind AND shard.part = standing.part)`,
    );
  }

  /** How many are final failures that may be tried again. */
  failures(): number {
    const query = `SELECT count(*) AS n FROM standing WHERE kind = 'failed'`;
    return this.#database.prepare<[], { n: number }>(query).get()?.n ?? 0;
  }

  /** Forgets final failures: they are to be tried again. */
  deleteFailures(): void {
    this.#database.exec(`DELETE FROM standing WHERE kind = 'failed'`);
  }

  /** Forgets the records of one file; returns how many it had. */
  deletePart(kind: ShardKind, part: number): number {
    return this.#database.prepare('DELETE FROM standing WHERE kind = ? AND part = ?').run(kind, part).changes;
  }

  /** Staged outcomes whose records stand in a file as well. Those that wait for a second try are none of them. */
  twins(): StagedTwin[] {
    const staged = this.#database.prepare<[], { task: number; status: StagedTwin['status']; id: string }>(
      `SELECT task, status, record_id AS id FROM outcome WHERE status <> 'deferred' ORDER BY task`,
    );
    const twins: StagedTwin[] = [];
    for (const { task, status, id } of staged.iterate()) {
      const hash = keyOf(id);
      if (this.#find.get(hash) !== undefined) twins.push({ task, status, hash });
    }
    return twins;
  }
}

function keyOf(id: string): bigint {
  return BigInt.asIntN(64, hash64(id));
}
