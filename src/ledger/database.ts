import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import type { Synchronous } from './ledger-options.ts';
import { migrate } from './migrate.ts';

/** Milliseconds to wait for the lock: long enough for a process that was just killed to be gone. */
const LOCK_WAIT = 1_000;

/** What can be saved of a run whose ledger is of no use. */
const REMEDY =
  'The sealed shards and rejects of its run are whole: `rewrite verify --repair DIR` makes a new ledger from them (DIR is the run directory), and the same command goes on. Outcomes that stood in the ledger only are generated again.';

/**
 * Opens the ledger of a run directory, creating it if need be, and takes the directory's lock: EXCLUSIVE locking is set
 * before WAL, so the lock dies with the process and no shared memory file is needed. With `full` a committed outcome
 * survives the loss of power. Throws a usage error when another process holds the lock, or the file cannot be created,
 * is damaged, or is no ledger.
 */
export function openDatabase(path: string, synchronous: Synchronous): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: LOCK_WAIT });
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${synchronous}`);
    database.pragma('cache_size = -32768');
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw ledgerError(error, path);
  }
}

/**
 * Turns SQLite's and the file system's errors into what a person can act on; anything else is returned unchanged.
 * `damaged`: what is said of a file that cannot be read.
 */
export function ledgerError(error: unknown, path: string, damaged = damagedLedger): unknown {
  if (error instanceof RewriteError) return error;
  switch (errorCode(error)) {
    case 'SQLITE_BUSY':
      return usageError(
        `${dirname(path)} is in use: another process is writing to this run. Wait for it, or choose another --out.`,
        error,
      );
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return usageError(
        `No space left for ${path}. Nothing that was committed is lost: free some space, then run the same command again.`,
        error,
      );
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
    case 'SQLITE_FORMAT':
    // Our SQL is what it is: what SQLite finds wrong with it is wrong with the schema in the file.
    case 'SQLITE_ERROR':
      return damaged(path, error);
    case 'SQLITE_CONSTRAINT':
      return usageError(
        `${path} contradicts itself (${messageOf(error)}): it is damaged, or this is a bug of rewrite; report it if it comes again. Move the ledger away first. ${REMEDY}`,
        error,
      );
    case 'SQLITE_IOERR':
      return usageError(
        `The disk does not read or write ${path} as it should (${messageOf(error)}). Nothing that was committed is forgotten: look after the disk, then run the same command again.`,
        error,
      );
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return usageError(
        `Cannot write to ${path} (${messageOf(error)}). Choose a writable --out or --ledger-dir.`,
        error,
      );
    default:
      return error;
  }
}

/** What a ledger that cannot be read means, and what can be saved. */
export function damagedLedger(path: string, cause: unknown): RewriteError {
  return usageError(`${path} is damaged or not a ledger (${messageOf(cause)}). ${REMEDY}`, cause);
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  // SQLite refines its codes (SQLITE_BUSY_RECOVERY, SQLITE_CORRUPT_VTAB …): the family is what matters, writes apart.
  if (error.code === 'SQLITE_IOERR_WRITE' || !error.code.startsWith('SQLITE_')) return error.code;
  return error.code.split('_').slice(0, 2).join('_');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
