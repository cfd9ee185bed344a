import type { DeferredTask } from '../ledger/deferred-tasks.ts';
import { NO_USAGE } from '../vocabulary/generation.ts';
import type { RejectRecord } from '../vocabulary/outcome.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import type { Effort } from './conclude.ts';

/** Generated tokens that a task may be expected to bring: what it counts for its epoch when it is deferred. */
export function expectedTokens(task: Task): number {
  return Math.round(task.sourceTokens * task.strategy.expectedRatio);
}

/** A task as JSON for its second try: all of it but the strategy, which is looked up by name. */
export function deferredBody(task: Task): string {
  const { strategy: _, number: __, ...body } = task;
  return JSON.stringify(body);
}

/** A deferred task ready for its second try under its new number, and what the first try took. */
export function revive(
  deferred: DeferredTask,
  strategies: ReadonlyMap<string, Strategy>,
): { task: Task; earlier: Effort } {
  const strategy = strategies.get(deferred.strategy);
  if (strategy === undefined || deferred.retry === null) {
    throw new Error(`The ledger defers task ${deferred.task} for ${deferred.strategy}, which this run does not have.`);
  }
  const body = JSON.parse(deferred.body) as Omit<Task, 'strategy' | 'number'>;
  const record = JSON.parse(deferred.record) as RejectRecord;
  return {
    task: { ...body, strategy, number: deferred.retry },
    earlier: {
      attempts: record.attempts,
      usage: {
        ...NO_USAGE,
        promptTokens: record.usage.prompt_tokens,
        completionTokens: record.usage.completion_tokens,
      },
      unbilledAttempts: 0,
    },
  };
}
