import type { Ledger } from '../ledger/ledger.ts';
import { enterFailures } from './accounts.ts';
import type { Progress } from './progress.ts';

/** Saves the progress; to be called inside a transaction. */
export function saveProgress(ledger: Ledger, progress: Progress): void {
  ledger.checkpoints.setState('progress', JSON.stringify(progress));
}

/** The input is settled: gives every deferred task its number at the end of the schedule, once. */
export function beginRetries(ledger: Ledger, progress: Progress): void {
  if (progress.retrying) return;
  ledger.transaction(() => {
    ledger.deferred.schedule(progress.nextTask);
    progress.retrying = true;
    saveProgress(ledger, progress);
  });
}

/** Makes every final failure that was not its document's fault wait for another try. */
export function reopenFailures(ledger: Ledger, progress: Progress): void {
  ledger.transaction(() => {
    leaveRetries(ledger, progress);
    ledger.shards.forgetFailed();
    enterFailures(progress, ledger.deferred.reopen(), -1);
    saveProgress(ledger, progress);
  });
}

/** Lets the schedule go on where it ended, after the limit or the budget grew. */
export function goOn(ledger: Ledger, progress: Progress, budgetTokens: number | undefined): void {
  ledger.transaction(() => {
    leaveRetries(ledger, progress);
    progress.budgetReached = budgetTokens !== undefined && progress.total.acceptedTokens >= budgetTokens;
    saveProgress(ledger, progress);
  });
}

/**
 * Ends the schedule where it is settled to: what came after the budget is dropped, what still waited has failed, and
 * the open shards are frozen as they are.
 */
export function endSchedule(ledger: Ledger, progress: Progress): void {
  ledger.transaction(() => {
    if (progress.budgetReached) {
      progress.overBudgetTokens += ledger.outcomes.deleteFrom(progress.nextTask);
      enterFailures(progress, ledger.deferred.giveUp(), 1);
    }
    for (const kind of ['accepted', 'rejected'] as const) {
      const open = progress[kind];
      if (open.records > 0) ledger.shards.freeze(kind, open.first, progress.nextTask - 1, open.records);
      progress[kind] = { first: progress.nextTask, records: 0 };
    }
    const failed = ledger.deferred.unwritten();
    if (failed > 0) ledger.deferred.assignPart(ledger.shards.freeze('failed', 0, 0, failed));
    saveProgress(ledger, progress);
  });
}

/** Second tries that are still open get new numbers later; what they have cost so far is wasted. */
function leaveRetries(ledger: Ledger, progress: Progress): void {
  if (!progress.retrying) return;
  progress.retrying = false;
  const tokens = ledger.outcomes.deleteFrom(progress.nextTask);
  progress.total.completionTokens += tokens;
  progress.total.wastedTokens += tokens;
  ledger.deferred.unschedule(progress.nextTask);
}
