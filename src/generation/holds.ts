import type { Clock } from './clock.ts';
import { type Endpoint, updateAdmits } from './endpoint.ts';
import { unlessAborted } from './outage-watch.ts';

/** What {@link createHolds} takes. */
export interface HoldsOptions {
  readonly clock: Clock;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Median of the last answers, in milliseconds; undefined before the first. */
  readonly latencyMs: () => number | undefined;
  /** Called when an endpoint takes requests again. */
  readonly onOpened: () => void;
}

/** Endpoints that asked, with `Retry-After`, to be left alone. */
export interface Holds {
  /** Sends an endpoint nothing, whosever it is, for `ms` milliseconds; the longest wish counts. */
  hold(endpoint: Endpoint, ms: number): void;
}

/** After a hold, requests are let through in steps of so many milliseconds, and for no longer than so many. */
const STEP_MS = 100;
const MOST_MS = 30_000;

/**
 * Keeps endpoints closed for as long as they ask. What waited is not sent all at once then, or it would only be
 * refused again: over the time that an answer takes, the endpoint gets as many requests as it had.
 */
export function createHolds({ clock, signal, latencyMs, onOpened }: HoldsOptions): Holds {
  const release = async (endpoint: Endpoint): Promise<void> => {
    const steps = Math.ceil(Math.min(MOST_MS, latencyMs() ?? 0) / STEP_MS);
    const share = Math.ceil((endpoint.inFlight + 1) / Math.max(1, steps));
    let until: number | undefined;
    do {
      until = endpoint.heldUntil ?? 0;
      await clock.sleep(Math.max(0, until - clock.now()), signal);
    } while (until !== endpoint.heldUntil);
    endpoint.heldUntil = undefined;
    for (let step = 0; step < steps && endpoint.heldUntil === undefined; step++) {
      allow(endpoint, share);
      await clock.sleep(STEP_MS, signal);
    }
    if (endpoint.heldUntil === undefined) allow(endpoint, Number.POSITIVE_INFINITY);
  };
  const allow = (endpoint: Endpoint, requests: number): void => {
    endpoint.allowance = requests;
    updateAdmits(endpoint);
    onOpened();
  };
  return {
    hold(endpoint, ms) {
      const until = clock.now() + ms;
      const before = endpoint.heldUntil;
      endpoint.heldUntil = Math.max(before ?? until, until);
      updateAdmits(endpoint);
      // Ends by itself, or by the signal.
      if (before === undefined) void release(endpoint).catch(unlessAborted(signal));
    },
  };
}
