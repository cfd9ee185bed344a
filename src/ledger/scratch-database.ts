import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ledgerError } from './database.ts';

/**
 * Does some work with a database that is thrown away: for what is looked up once, on disk, so that memory does not grow
 * with the corpus. Its file is `path`; what a killed process left there is overwritten. `tables`: the statements that
 * make its tables. Rejects with what the work rejects with; a disk that is full or does not let us write is a
 * RewriteError `usage`.
 */
export async function withScratchDatabase<T>(
  path: string,
  tables: string,
  work: (database: Database.Database) => Promise<T>,
): Promise<T> {
  rmSync(path, { force: true });
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    // After a crash it is made anew: nothing has to be safe.
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('locking_mode = EXCLUSIVE');
    // One transaction, which never ends.
    database.exec(`${tables}\nBEGIN;`);
    return await work(database);
  } catch (error) {
    throw ledgerError(error, path);
  } finally {
    database?.close();
    rmSync(path, { force: true });
  }
}
