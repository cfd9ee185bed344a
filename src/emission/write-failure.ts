import { dirname } from 'node:path';

import { RewriteError, usageError } from '../vocabulary/error.ts';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space there, then run the same command again to resume',
  EDQUOT: 'the disk quota is used up; free some space there, then run the same command again to resume',
  EFBIG: 'the file may grow no more; raise the limit on file sizes (ulimit -f), then run the same command again',
  EACCES: 'permission denied; give this user write permission there, or choose another --out',
  EPERM: 'permission denied; give this user write permission there, or choose another --out',
  ENOENT: 'no folder can be made there; choose another --out',
  EROFS: 'the file system is read-only; choose another --out',
  ENOTDIR: 'a part of the path is a file, not a directory; choose another --out',
  EMFILE: 'too many open files; raise the limit with ulimit -n',
};

/** The error for a file that the operating system does not let us write: what happened, where, and what to do. */
export function writeFailure(path: string, cause: unknown): RewriteError {
  if (cause instanceof RewriteError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return usageError(`cannot write ${path} in ${dirname(path)}: ${why}`, cause);
}
