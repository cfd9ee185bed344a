import type { Outcome } from '../vocabulary/outcome.ts';
import { type Conclusion, costOf, draftRecord } from './conclude.ts';

/** The reason of what should never happen. */
export const UNPROCESSABLE = 'input.unprocessable';

export const UNPROCESSABLE_REASONS: Readonly<Record<string, string>> = {
  [UNPROCESSABLE]: 'A rule of ours threw an exception on this text: a bug, please report it with the document.',
};

/** What went wrong, for a record. */
export function describeBug(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** The outcome of a task on which our own code threw: failed, and not to be tried again; its answers are paid for. */
export function unprocessable(
  begun: Pick<Conclusion, 'task' | 'generations' | 'earlier'>,
  cause: unknown,
): Extract<Outcome, { status: 'failed' }> {
  const draft = draftRecord(begun, '', '');
  return {
    status: 'failed',
    record: { ...draft, status: 'failed', reason: UNPROCESSABLE, detail: describeBug(cause) },
    cost: costOf(begun.generations, 0),
    ofDocument: true,
  };
}
