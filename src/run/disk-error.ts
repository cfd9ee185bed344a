import { ledgerError } from '../ledger/database.ts';
import { usageError } from '../vocabulary/error.ts';

/** What the file system says when a disk, a quota or a limit on file sizes is used up. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Turns the errors of writing into a run directory (shards, manifest, configuration) into what a person can act on, as
 * `ledgerError` does for the ledger; anything else is returned unchanged.
 */
export function diskError(error: unknown, directory: string): unknown {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && FULL.has(error.code)) {
    return usageError(
      `No space left for ${directory} (${error.code}). Nothing that was committed is lost: free some space, then run the same command again.`,
      error,
    );
  }
  return ledgerError(error, directory);
}
