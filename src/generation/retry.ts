/** Sent requests a prompt may cost, the first included. */
export const MAX_ATTEMPTS = 5;

/** First and longest backoff, in milliseconds, before jitter. */
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;
/** A server may not hold a request back for longer than this, in milliseconds, whatever its `Retry-After`. */
const RETRY_AFTER_CAP_MS = 300_000;

/**
 * Milliseconds to wait after the `attempt`-th failure (from 1): full jitter, uniform between 0 and a bound that
 * doubles (Brooker, "Exponential Backoff And Jitter", AWS 2015). `random` yields values in [0, 1).
 */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1));
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or an HTTP date as seen from `wallMs` (milliseconds
 * since 1970). At most five minutes; undefined when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, wallMs: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) * 1000 : Number.NaN;
  // Only something with letters is a date: Date.parse reads "-5" as a year.
  const ms = Number.isNaN(seconds) && /^[a-z]/i.test(text) ? Date.parse(text) - wallMs : seconds;
  return Number.isNaN(ms) ? undefined : Math.min(RETRY_AFTER_CAP_MS, Math.max(0, ms));
}

/**
 * How long to wait before the next attempt: what the server asked for, plus jitter, so that those who were sent away
 * together do not come back together.
 */
export function retryDelayMs(attempt: number, askedMs: number | undefined, random: () => number): number {
  return (askedMs ?? 0) + backoffMs(attempt, random);
}

/** Bounds what retries may cost while servers answer at all. */
export interface RetryBudget {
  /** A prompt was sent for the first time: earns a share of a retry. */
  earn(): void;
  /** Takes one retry; false when the budget is used up, so that the failure stands. */
  take(): boolean;
}

/** Settings of {@link createRetryBudget}. */
export interface RetryBudgetOptions {
  /** Retries earned per first attempt. */
  readonly share: number;
  /** Retries earned per second whatever the traffic, so that a slow run may retry too. */
  readonly perSecond: number;
  /** Retries that can be saved up; the budget starts full. */
  readonly capacity: number;
}

/** Retries up to a fifth of the requests, and 10 a second besides. */
const RETRY_BUDGET: RetryBudgetOptions = { share: 0.2, perSecond: 10, capacity: 1_000 };

/**
 * A token bucket over retries (as in Finagle and gRPC): without it, five attempts multiply the cost of a server that
 * fails most requests by five. `now` is in milliseconds and never jumps back.
 */
export function createRetryBudget(now: () => number, options: RetryBudgetOptions = RETRY_BUDGET): RetryBudget {
  let tokens = options.capacity;
  let filledAt = now();
  const add = (count: number): void => {
    tokens = Math.min(options.capacity, tokens + count);
  };
  return {
    earn: () => add(options.share),
    take() {
      const at = now();
      add(((at - filledAt) / 1000) * options.perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
