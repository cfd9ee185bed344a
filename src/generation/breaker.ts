/**
 * A circuit breaker, as a value. Closed: requests pass, failures in a row are counted. Open: nothing passes until
 * `retryAt`, then the endpoint is probed (its list of models, no document). Half-open: the probe was answered, a few
 * requests pass; a success closes it, a failure opens it for twice as long.
 */
export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly retryAt: number; readonly openings: number }
  | { readonly kind: 'half-open'; readonly openings: number };

/** What happened at an endpoint. */
export type BreakerEvent =
  | { readonly kind: 'success' }
  /** `weight`: how much it says about the endpoint, in failures; Infinity opens at once. */
  | { readonly kind: 'failure'; readonly weight: number }
  | { readonly kind: 'probe'; readonly answered: boolean };

/** Settings of a breaker. */
export interface BreakerOptions {
  /**
   * Failures in a row that open it. Ten: where every request fails with probability 0.3, independently, that is one
   * false opening in 170,000 requests; five would be one in 400.
   */
  readonly threshold: number;
  /** How long it stays open first, and at most, in milliseconds; doubles from one opening to the next. */
  readonly cooldownMs: number;
  readonly maxCooldownMs: number;
}

const BREAKER: BreakerOptions = { threshold: 10, cooldownMs: 1_000, maxCooldownMs: 30_000 };

export const CLOSED: Breaker = { kind: 'closed', failures: 0 };

/** Requests that a half-open endpoint takes at a time. */
export const HALF_OPEN_REQUESTS = 4;

/** The breaker after an event at `now` (milliseconds, never jumping back). The same value where nothing changes. */
export function nextBreaker(
  breaker: Breaker,
  event: BreakerEvent,
  now: number,
  options: BreakerOptions = BREAKER,
): Breaker {
  switch (event.kind) {
    case 'success':
      // Whatever was sent before it opened says nothing about it now.
      if (breaker.kind === 'open') return breaker;
      return breaker.kind === 'closed' && breaker.failures === 0 ? breaker : CLOSED;
    case 'failure': {
      if (breaker.kind === 'open') return breaker;
      if (breaker.kind === 'half-open') return opened(breaker.openings + 1, now, options);
      const failures = breaker.failures + event.weight;
      return failures >= options.threshold ? opened(1, now, options) : { kind: 'closed', failures };
    }
    case 'probe':
      if (breaker.kind !== 'open') return breaker;
      if (!event.answered) return opened(breaker.openings + 1, now, options);
      return { kind: 'half-open', openings: breaker.openings };
    default:
      return event satisfies never;
  }
}

/** An open breaker from the start: for an endpoint that did not answer when the run began. */
export function openBreaker(now: number, options: BreakerOptions = BREAKER): Breaker {
  return opened(1, now, options);
}

function opened(openings: number, now: number, options: BreakerOptions): Breaker {
  const cooldown = Math.min(options.maxCooldownMs, options.cooldownMs * 2 ** (openings - 1));
  return { kind: 'open', openings, retryAt: now + cooldown };
}
