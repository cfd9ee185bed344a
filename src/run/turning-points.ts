import type { Ledger } from '../ledger/ledger.ts';
import { bill, enterChecks, enterFailures } from './accounts.ts';
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

/**
 * Makes final failures that were not their document's fault wait for another try: `all` of them, whose files the caller
 * has removed, or those that stand in no file yet.
 */
export function reopenFailures(ledger: Ledger, progress: Progress, which: 'all' | 'unwritten'): void {
  ledger.transaction(() => {
    leaveRetries(ledger, progress);
    if (which === 'all') ledger.shards.forgetFailed();
    enterFailures(progress, ledger.deferred.reopen(which), -1);
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
      for (const { completionTokens } of ledger.outcomes.costFrom(progress.nextTask)) {
        progress.overBudgetTokens += completionTokens;
      }
      for (const made of ledger.outcomes.meaningFrom(progress.nextTask)) enterChecks(progress, made, false);
      ledger.outcomes.deleteFrom(progress.nextTask);
      ledger.deferred.deleteFrom(progress.nextTask);
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
  // Second tries took numbers of the schedule: the next document begins behind them.
  progress.cursor.firstTask = progress.nextTask;
  for (const cost of ledger.outcomes.costFrom(progress.nextTask)) {
    bill(progress, { ...cost, wastedTokens: cost.completionTokens });
  }
  for (const made of ledger.outcomes.meaningFrom(progress.nextTask)) enterChecks(progress, made, false);
  ledger.outcomes.deleteFrom(progress.nextTask);
  ledger.deferred.unschedule(progress.nextTask);
}
