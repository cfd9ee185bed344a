import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { checkText } from './checksum.ts';
import { ledgerError } from './database.ts';
import { migrate } from './migrate.ts';

/**
 * Looks a ledger through from end to end: its structure, its settings and progress, every staged record, and whether
 * each sealed file stands. Returns what is wrong in words, or undefined when it is whole. Changes nothing in it that
 * opening it would not. Throws a usage error when another process has it, or the disk does not let us read.
 * `stands`: whether a sealed file is there, by its path in the run directory.
 */
export function examineLedger(path: string, stands: (file: string) => boolean): string | undefined {
  if (!existsSync(path)) return 'it is gone';
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: 1_000 });
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    const damage = whatIsWrong(database, stands);
    database.exec('COMMIT');
    return damage;
  } catch (error) {
    if (isDamage(error)) return error.message;
    throw ledgerError(error, path);
  } finally {
    database?.close();
  }
}

function whatIsWrong(database: Database.Database, stands: (file: string) => boolean): string | undefined {
  const integrity = String(database.pragma('integrity_check(1)', { simple: true }));
  if (integrity !== 'ok') return integrity.replaceAll(/\s+/g, ' ');
  if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'state'`).get() === undefined) return 'it is empty';
  if (!hasOurSchema(database)) return 'its schema is damaged';
  const count = (sql: string) => Number(database.prepare(sql).pluck().get());
  if (count(`SELECT count(*) FROM state WHERE name = 'config' AND json_valid(value)`) === 0)
    return 'it has no settings';
  if (count(`SELECT count(*) FROM state WHERE name = 'progress' AND NOT json_valid(value)`) > 0) {
    return 'its progress cannot be read';
  }
  if (count('PRAGMA user_version') > 1) checkTexts(database);
  const unreadable = count(
    `SELECT count(*) FROM outcome WHERE NOT json_valid(record) OR record ->> '$.id' <> record_id`,
  );
  const waiting = count('SELECT count(*) FROM deferred WHERE NOT json_valid(record) OR NOT json_valid(body)');
  if (unreadable + waiting > 0) return `${unreadable + waiting} of its records cannot be read`;
  for (const file of database.prepare<[], string>('SELECT path FROM shard WHERE path IS NOT NULL').pluck().iterate()) {
    if (!stands(file)) return `${file}, which it knows, is gone`;
  }
  return undefined;
}

/** Whether the tables are those that the migrations make; a ledger of an older version is taken at its word. */
function hasOurSchema(database: Database.Database): boolean {
  const fresh = new Database(':memory:');
  try {
    migrate(fresh, ':memory:');
    const [ours, found] = [fresh, database].map((which) => ({
      version: which.pragma('user_version', { simple: true }),
      tables: which.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all(),
    }));
    return found?.version !== ours?.version || isDeepStrictEqual(found, ours);
  } finally {
    fresh.close();
  }
}

/** Throws for a text that is not what was written. */
function checkTexts(database: Database.Database): void {
  const read = (sql: string) => database.prepare<[], { what: string; text: string; checksum: string | null }>(sql);
  const texts = [
    read(`SELECT 'the ' || name AS what, value AS text, CAST(checksum AS TEXT) AS checksum FROM state`),
    read(
      `SELECT 'the record of task ' || task AS what, record AS text, CAST(checksum AS TEXT) AS checksum FROM outcome`,
    ),
  ];
  for (const statement of texts) {
    for (const { what, text, checksum } of statement.iterate()) checkText(what, text, checksum);
  }
}

function isDamage(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(String(error.code));
}
