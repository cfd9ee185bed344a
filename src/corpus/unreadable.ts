import { type RewriteError, usageError } from '../vocabulary/error.ts';

/** The error for a file that the operating system does not let us read. */
export function unreadable(path: string, cause: unknown): RewriteError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return usageError(`cannot read ${path}: ${why}; check that the file is there and may be read`, cause);
}
