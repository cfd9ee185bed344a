/** What a {@link RewriteError} is about; it decides the exit code and whether a stack trace is shown. */
export type ErrorCode =
  /** A flag, a configuration file, a strategy or an input file is wrong: exit 2. */
  | 'usage'
  /** No endpoint was usable for longer than the outage limit: exit 3. */
  | 'outage'
  /** A quality gate stopped the run: exit 4. */
  | 'gate'
  /** `verify` found a mismatch: exit 5. */
  | 'mismatch';

/**
 * An expected failure of the whole command, told to a person in one or two lines: what was wrong, where, and what to
 * do. Failures of one document or one task are outcomes, never errors. Anything else that is thrown is a bug (exit 1).
 */
export class RewriteError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'RewriteError';
    this.code = code;
  }
}

/** Shorthand for the commonest error: something the user gave is wrong (exit 2). */
export function usageError(message: string, cause?: unknown): RewriteError {
  return new RewriteError('usage', message, cause === undefined ? undefined : { cause });
}
