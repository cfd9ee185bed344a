import { onAbort } from '../generation/abort-listeners.ts';
import { formatDuration } from '../generation/duration.ts';
import { NO_USAGE } from '../vocabulary/generation.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { Ask, Finding, Rewrite } from './check.ts';

/** Checks without a verdict in a row, after which only one at a time is tried: as many as open an endpoint's breaker. */
const PATIENCE = 10;

export interface PatienceOptions {
  /** For one verdict, with everything that it waits for, in milliseconds. */
  readonly timeoutMs: number;
  /** Told when patience ends, with what the last check failed of, and when there is a verdict again. */
  readonly onTrouble: (detail: string | undefined) => void;
}

/**
 * Bounds what a check may cost a run when its model is down, slow or makes no sense: each verdict has a deadline, and
 * after ten checks in a row without one the rest are undecided at once, but for one at a time that is tried, until that
 * one is decided. The result rejects only with the signal's reason or with a usage error.
 */
export function withPatience(ask: Ask, { timeoutMs, onTrouble }: PatienceOptions): Ask {
  let failures = 0;
  let trying = false;
  let lastDetail = '';

  const note = (finding: Finding): void => {
    const lost = failures >= PATIENCE;
    failures = finding.kind === 'score' ? 0 : failures + 1;
    if (finding.kind === 'undecided') lastDetail = finding.detail;
    if (!lost && failures === PATIENCE) onTrouble(lastDetail);
    if (lost && failures === 0) onTrouble(undefined);
  };
  return async (rewrite, signal) => {
    const lost = failures >= PATIENCE;
    if (lost && trying) return undecided(`not asked: the last ${PATIENCE} had no verdict either (${lastDetail})`);
    if (lost) trying = true;
    try {
      const finding = await inTime(ask, rewrite, signal, timeoutMs);
      note(finding);
      return finding;
    } finally {
      if (lost) trying = false;
    }
  };
}

async function inTime(ask: Ask, rewrite: Rewrite, signal: AbortSignal, timeoutMs: number): Promise<Finding> {
  signal.throwIfAborted();
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const forget = onAbort(signal, () => deadline.abort(signal.reason));
  try {
    return await ask(rewrite, deadline.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.signal.aborted) return undecided(`no verdict within ${formatDuration(timeoutMs)}`);
    if (error instanceof RewriteError && error.code === 'outage') return undecided(error.message);
    throw error;
  } finally {
    clearTimeout(timer);
    forget();
  }
}

function undecided(detail: string): Finding {
  return { kind: 'undecided', detail, usage: NO_USAGE };
}
