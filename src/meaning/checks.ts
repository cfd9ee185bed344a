import { WaitingLine } from '../generation/waiting-line.ts';
import type { CheckAccount, MeaningAccount, MeaningCheck } from '../vocabulary/meaning.ts';
import { MEANING_CHECKS } from '../vocabulary/meaning.ts';
import type { Ask, Rewrite } from './check.ts';
import { CHECK_NAMES, UNDECIDED } from './reasons.ts';

/** One check, and what follows from what it finds. */
export interface BoundCheck {
  readonly ask: Ask;
  /** Least score; undefined: scores are recorded and nothing is rejected. */
  readonly min: number | undefined;
  /** What becomes of a rewrite without a verdict. */
  readonly onFailure: 'accept' | 'defer';
}

/** What checks of meaning say of a rewrite together. */
export interface MeaningVerdict {
  /** By the names that records have. */
  readonly scores: Readonly<Record<string, number>>;
  /** Why it does not stand; undefined when it does. `failed`: a later try may get a verdict. */
  readonly against:
    | { readonly status: 'rejected' | 'failed'; readonly reason: string; readonly detail: string }
    | undefined;
  /** What was found, by check: for a person. */
  readonly details: Readonly<Record<string, string>>;
  readonly account: MeaningAccount;
}

/** The checks of a run, ready to be made. */
export interface MeaningChecks {
  /** Makes the named checks, in order, until one is against it. Rejects with the signal's reason or a usage error. */
  check(rewrite: Rewrite, names: readonly MeaningCheck[], signal: AbortSignal): Promise<MeaningVerdict>;
  /**
   * Resolves once fewer than {@link MOST_WAITING} rewrites wait for a verdict: who makes more of them waits here. Rejects
   * with the signal's reason.
   */
  keepUp(signal: AbortSignal): Promise<void>;
}

/** Rewrites that may wait for verdicts: a few of each request in flight, none for long. */
const MOST_WAITING = 256;

/** Joins checks; those that are absent are never asked for. */
export function createMeaningChecks(checks: Readonly<Partial<Record<MeaningCheck, BoundCheck>>>): MeaningChecks {
  const held = new WaitingLine<void>();
  let waiting = 0;
  return {
    async check(rewrite, names, signal) {
      waiting += 1;
      try {
        return await checkInOrder(checks, rewrite, names, signal);
      } finally {
        waiting -= 1;
        if (waiting < MOST_WAITING) while (held.serve()) continue;
      }
    },
    async keepUp(signal) {
      if (waiting >= MOST_WAITING) await held.join(signal);
    },
  };
}

async function checkInOrder(
  checks: Readonly<Partial<Record<MeaningCheck, BoundCheck>>>,
  rewrite: Rewrite,
  names: readonly MeaningCheck[],
  signal: AbortSignal,
): Promise<MeaningVerdict> {
  const scores: Record<string, number> = {};
  const details: Record<string, string> = {};
  const account: Partial<Record<MeaningCheck, CheckAccount>> = {};
  for (const name of MEANING_CHECKS) {
    const check = checks[name];
    if (check === undefined || !names.includes(name)) continue;
    const finding = await check.ask(rewrite, signal);
    const { usage, detail } = finding;
    const reason = CHECK_NAMES[name];
    details[reason] = detail;
    const enter = (verdict: CheckAccount['verdict']) => void (account[name] = { verdict, ...usage });
    if (finding.kind === 'undecided') {
      enter('undecided');
      if (check.onFailure === 'accept') continue;
      const against = { status: 'failed', reason: UNDECIDED, detail: `${name}: ${detail}` } as const;
      return { scores, against, details, account };
    }
    scores[reason] = finding.score;
    const rejected = check.min !== undefined && finding.score < check.min;
    enter(rejected ? 'rejected' : 'passed');
    if (rejected) return { scores, against: { status: 'rejected', reason, detail }, details, account };
  }
  return { scores, against: undefined, details, account };
}
