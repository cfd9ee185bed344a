import { NO_USAGE } from '../vocabulary/generation.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import type { Task } from '../vocabulary/task.ts';
import { draftRecord, type Effort } from './conclude.ts';

/** The reason of what should never happen. */
export const UNPROCESSABLE = 'input.unprocessable';

export const UNPROCESSABLE_REASONS: Readonly<Record<string, string>> = {
  [UNPROCESSABLE]: 'A rule of ours threw an exception on this text: a bug, please report it with the document.',
};

/** What went wrong, for a record. */
export function describeBug(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** The outcome of a task on which our own code threw: failed, and not to be tried again. */
export function unprocessable(task: Task, earlier: Effort, cause: unknown): Outcome {
  const draft = draftRecord({ task, generations: [], earlier }, '', '');
  const { promptTokens, completionTokens } = NO_USAGE;
  return {
    status: 'failed',
    record: { ...draft, status: 'failed', reason: UNPROCESSABLE, detail: describeBug(cause) },
    cost: { promptTokens, completionTokens, wastedTokens: 0, unbilledAttempts: 1 },
    ofDocument: true,
  };
}
