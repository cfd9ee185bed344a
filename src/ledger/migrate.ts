import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { usageError } from '../vocabulary/error.ts';

/** The numbered SQL files, beside `src/` and `dist/`. */
const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');

/**
 * Brings a ledger to the newest schema: applies, in one transaction each, the migrations whose number is above the
 * database's `user_version`. Throws a usage error for a ledger written by a newer version of this tool.
 */
export function migrate(database: Database.Database, path: string): void {
  const files = readdirSync(MIGRATIONS)
    .filter((name) => /^\d{4}_.*\.sql$/.test(name))
    .sort();
  const current = Number(database.pragma('user_version', { simple: true }));
  if (current > files.length) {
    throw usageError(
      `${path} was written by a newer version of rewrite (schema ${current}, this one knows ${files.length}); use that version to go on.`,
    );
  }
  for (const [index, name] of files.entries()) {
    const version = index + 1;
    if (version <= current) continue;
    database.transaction(() => {
      database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'));
      database.pragma(`user_version = ${version}`);
    })();
  }
}
