import { RewriteError } from '../vocabulary/error.ts';

/** The error for a shard that does not hold what was written: `mismatch`; a RewriteError is passed on as it is. */
export function damaged(path: string, cause: unknown, where: string): RewriteError {
  if (cause instanceof RewriteError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RewriteError('mismatch', `${path} cannot be read ${where}: ${why}`, { cause });
}
