import { visible } from '../text/visible.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { Interrupted } from './signals.ts';

/** Exit codes by what ended a command, as the contract has them. */
const EXIT_CODES: Readonly<Record<RewriteError['code'], number>> = { usage: 2, outage: 3, gate: 4, mismatch: 5 };

/** The exit code for an error: 1 is a bug. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  return error instanceof RewriteError ? EXIT_CODES[error.code] : 1;
}

/** What is told of an error: one or two lines; a stack trace only for a bug. */
export function explain(error: unknown): string {
  if (error instanceof RewriteError || error instanceof Interrupted) return `rewrite: ${visible(error.message)}`;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `rewrite: this is a bug, please report it.\n${trace}`;
}
