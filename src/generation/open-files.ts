import { readFileSync } from 'node:fs';
import { usageError } from '../vocabulary/error.ts';

/**
 * Files that a process has open beside one connection per request in flight: inputs, shards, the ledger, a question to
 * each of 64 endpoints, worker threads.
 */
const RESERVE = 512;

/**
 * How many files this process may have open (Node raises its own limit to the hard one when it starts); undefined
 * where the system does not tell, or sets no limit.
 */
export function openFilesLimit(): number | undefined {
  let limits: string;
  try {
    limits = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return undefined;
  }
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/** Requests that may be in flight under a limit of open files; at least one. */
export function requestsWithin(limit: number): number {
  return Math.max(1, limit - RESERVE);
}

/**
 * Checks, before anything is sent, that `concurrency` requests can be in flight at a time under a limit of open files
 * ({@link openFilesLimit}).
 *
 * @throws RewriteError (`usage`) with the limit that is needed.
 */
export function checkOpenFiles(concurrency: number, limit: number | undefined): void {
  if (limit === undefined || concurrency <= requestsWithin(limit)) return;
  throw usageError(
    `--concurrency ${concurrency} takes one connection per request, and the process may open only ${limit} files. ` +
      `Raise the limit (ulimit -n ${concurrency + RESERVE}; the hard one, if it is lower) or lower --concurrency to ${requestsWithin(limit)}.`,
  );
}

/** The error for a process that ran out of files with `inFlight` requests in flight. */
export function outOfFilesError(inFlight: number): Error {
  return usageError(
    `The process may not open more files, with ${inFlight} requests in flight. ` +
      `Raise the limit (ulimit -n ${inFlight + RESERVE}) or lower --concurrency, and run the same command again.`,
  );
}
