import Database from 'better-sqlite3';
import { ledgerError } from '../ledger/database.ts';
import { usageError } from '../vocabulary/error.ts';

/** Milliseconds to wait for the lock: long enough for a process that was just killed to be gone. */
const LOCK_WAIT = 1_000;

/**
 * Opens a database of what models answered, making it and its table where there is none. One process at a time has it
 * open. Throws a usage error where another process has it open, it is damaged, or it cannot be made.
 */
export function openKept(path: string, createTable: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: LOCK_WAIT });
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.exec(createTable);
    return database;
  } catch (error) {
    database?.close();
    throw ledgerError(error, path, damaged);
  }
}

function damaged(path: string, cause: unknown) {
  return usageError(`${path} is damaged or no database: remove it, and what it holds is asked again.`, cause);
}
