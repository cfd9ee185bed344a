import type { PROGRAM_REASONS } from '../interpretation/reasons.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { MEANING_CHECKS, type MeaningAccount } from '../vocabulary/meaning.ts';
import { count, emptyCheckTally, emptyTally, type Progress, type Tally } from './progress.ts';

/** Final failures of one strategy for one reason, as the ledger's deferred table counts them. */
export interface FailureCount {
  readonly strategy: string;
  readonly reason: string;
  readonly count: number;
}

/** Enters a task's first try: planned, billed, and counted by how it ended. `sourceTokens`: estimated, of its source. */
export function enterFirstTry(progress: Progress, outcome: StagedOutcome, sourceTokens: number): void {
  for (const tally of talliesOf(progress, outcome.strategy)) {
    tally.planned += 1;
    if (outcome.status === 'deferred') tally.deferred += 1;
  }
  bill(progress, outcome);
  enterChecks(progress, outcome.meaning ?? null, true);
  if (outcome.status !== 'deferred') enterEnd(progress, outcome, sourceTokens);
}

/** Enters a deferred task's second try; one that is deferred again has failed. */
export function enterSecondTry(progress: Progress, outcome: StagedOutcome, sourceTokens: number): void {
  for (const tally of talliesOf(progress, outcome.strategy)) tally.deferred -= 1;
  bill(progress, outcome);
  enterChecks(progress, outcome.meaning ?? null, true);
  enterEnd(progress, outcome.status === 'deferred' ? { ...outcome, status: 'failed' } : outcome, sourceTokens);
}

/** Moves tasks from waiting for a second try to failed; with `sign` -1, back again. */
export function enterFailures(progress: Progress, failures: readonly FailureCount[], sign: 1 | -1): void {
  for (const { strategy, reason, count: n } of failures) {
    for (const tally of talliesOf(progress, strategy)) {
      tally.deferred -= sign * n;
      tally.failed += sign * n;
    }
    count(progress.reasons, reason, sign * n);
  }
}

/** A rejection that says nothing about the document: nobody knows what the program would have left of it. */
const UNREAD: keyof typeof PROGRAM_REASONS = 'program.unparsable';

function enterEnd(progress: Progress, outcome: StagedOutcome, sourceTokens: number): void {
  const { strategy, status, reason, generatedTokens } = outcome;
  const judged = status === 'accepted' || (status === 'rejected' && reason !== UNREAD);
  if (status === 'deferred') throw new Error('A deferred task has not come to its end.');
  for (const tally of talliesOf(progress, strategy)) {
    tally[status] += 1;
    if (status === 'accepted') tally.acceptedTokens += generatedTokens;
    if (judged && tally.sourceTokens !== null) tally.sourceTokens += sourceTokens;
  }
  if (status !== 'accepted') count(progress.reasons, reason ?? '');
}

/** What is entered for tokens. */
export type Bill = Pick<
  StagedOutcome,
  'strategy' | 'promptTokens' | 'completionTokens' | 'wastedTokens' | 'unbilledAttempts'
>;

/** Enters what a try cost. */
export function bill(progress: Progress, outcome: Bill): void {
  for (const tally of talliesOf(progress, outcome.strategy)) {
    tally.promptTokens += outcome.promptTokens;
    tally.completionTokens += outcome.completionTokens;
    tally.wastedTokens += outcome.wastedTokens;
    tally.unbilledAttempts += outcome.unbilledAttempts;
  }
}

/**
 * Enters what checks of meaning took for a try, JSON as the ledger keeps it. `counted`: whether the verdicts count too; of
 * a try that is dropped only the tokens do.
 */
export function enterChecks(progress: Progress, json: string | null, counted: boolean): void {
  if (json === null) return;
  const account = JSON.parse(json) as MeaningAccount;
  for (const check of MEANING_CHECKS) {
    const made = account[check];
    if (made === undefined) continue;
    const tally = (progress.meaning[check] ??= emptyCheckTally());
    tally.promptTokens += made.promptTokens;
    tally.completionTokens += made.completionTokens;
    if (!counted) continue;
    tally.sampled += 1;
    if (made.verdict === 'undecided') tally.undecided += 1;
    else tally.judged += 1;
    if (made.verdict === 'rejected') tally.rejected += 1;
  }
}

/** What is counted for all strategies together, and for one. */
function talliesOf(progress: Progress, strategy: string): [Tally, Tally] {
  const own = progress.strategies[strategy] ?? emptyTally();
  progress.strategies[strategy] = own;
  return [progress.total, own];
}
