import type { CollapseTally } from './collapse-tally.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import { type Activity, emptyActivity } from './activity.ts';

/** What a run has come to, over all tasks or for one strategy. Written to the ledger with every group commit. */
export interface Tally {
  /** Tasks settled so far: accepted + rejected + failed + deferred. */
  planned: number;
  accepted: number;
  rejected: number;
  failed: number;
  /** Failed for other than the document's fault, waiting for a second try at the end of the run. */
  deferred: number;
  /** Billed tokens over all attempts. */
  promptTokens: number;
  completionTokens: number;
  /** Generated tokens of accepted records. */
  acceptedTokens: number;
  /** Billed completion tokens of every attempt except an accepted record's last. */
  wastedTokens: number;
  /** Attempts that ended without telling what they cost. */
  unbilledAttempts: number;
  /**
   * Estimated tokens of the sources that were judged: of tasks accepted or rejected, but for those whose program could
   * not be read. Null where an older version, which did not count them, settled some.
   */
  sourceTokens: number | null;
}

/** What one check of meaning has come to. */
export interface CheckTally {
  /** Rewrites that were put to it: judged or undecided. */
  sampled: number;
  judged: number;
  /** Of those judged. */
  rejected: number;
  undecided: number;
  /** Billed over all attempts. */
  promptTokens: number;
  completionTokens: number;
}

/** The next document to settle. */
interface Cursor {
  file: number;
  row: number;
  /** Ordinal among parsed documents. */
  ordinal: number;
  /** Number of its first task. */
  firstTask: number;
  /** Whether it was counted already, some of its tasks being settled and some not. */
  counted: boolean;
  /** Tokens that were planned for judging before its first task; absent where an older version stored it. */
  plannedJudging?: number;
}

/** The tasks since the last frozen shard of a kind. */
interface OpenRange {
  first: number;
  records: number;
}

/** The settled part of a run: everything before `nextTask` and before the cursor. Plain JSON. */
export interface Progress {
  startedAt: string;
  nextTask: number;
  cursor: Cursor;
  /** Rows read, which are used (at least one task) or skipped (by reason). */
  documents: number;
  used: number;
  skipped: Record<string, number>;
  /** Rows read of the file at the cursor. */
  fileDocuments: number;
  total: Tally;
  strategies: Record<string, Tally>;
  /** Rejections and failures by reason. */
  reasons: Record<string, number>;
  /** Grows all the time; saved with whatever is settled next. */
  activity: Activity;
  overBudgetTokens: number;
  /** By check of meaning that some rewrite was put to. */
  meaning: Partial<Record<MeaningCheck, CheckTally>>;
  /** Accepted texts of the document at the cursor that others of it are compared with; sketches in base64. */
  siblings: { id: string; sketch: string }[];
  /** The collapse watch, by strategy that is watched. */
  collapse: Record<string, CollapseTally>;
  /** Accepted generated tokens per strategy in the epoch at the cursor. */
  epochTokens: number[];
  accepted: OpenRange;
  rejected: OpenRange;
  /** The record that brought accepted tokens to the budget is settled. */
  budgetReached: boolean;
  /** The input is settled to its end (or to the limit) and second tries have their numbers. */
  retrying: boolean;
}

export function emptyTally(): Tally {
  return {
    planned: 0,
    accepted: 0,
    rejected: 0,
    failed: 0,
    deferred: 0,
    promptTokens: 0,
    completionTokens: 0,
    acceptedTokens: 0,
    wastedTokens: 0,
    unbilledAttempts: 0,
    sourceTokens: 0,
  };
}

/** The tally of a check that nothing was put to. */
export function emptyCheckTally(): CheckTally {
  return { sampled: 0, judged: 0, rejected: 0, undecided: 0, promptTokens: 0, completionTokens: 0 };
}

/** The progress of a run that has not begun; `startedAt` in ISO 8601. */
export function newProgress(startedAt: string, strategies: readonly string[]): Progress {
  return {
    startedAt,
    nextTask: 0,
    cursor: { file: 0, row: 0, ordinal: 0, firstTask: 0, counted: false, plannedJudging: 0 },
    documents: 0,
    used: 0,
    skipped: {},
    fileDocuments: 0,
    total: emptyTally(),
    strategies: Object.fromEntries(strategies.map((name) => [name, emptyTally()])),
    reasons: {},
    activity: emptyActivity(),
    overBudgetTokens: 0,
    meaning: {},
    siblings: [],
    collapse: {},
    epochTokens: strategies.map(() => 0),
    accepted: { first: 0, records: 0 },
    rejected: { first: 0, records: 0 },
    budgetReached: false,
    retrying: false,
  };
}

/** Adds `by` to a named count. */
export function count(counts: Record<string, number>, name: string, by = 1): void {
  const sum = (counts[name] ?? 0) + by;
  if (sum === 0) delete counts[name];
  else counts[name] = sum;
}
