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

/** How an endpoint takes requests again: so many in each of so many steps. */
interface Ramp {
  readonly steps: number;
  readonly share: number;
}

/**
 * Keeps endpoints closed for as long as they ask. What waited is not sent all at once then, or it would only be
 * refused again: over the time that an answer takes, the endpoint gets as many requests as it had.
 */
export function createHolds({ clock, signal, latencyMs, onOpened }: HoldsOptions): Holds {
  // One release per endpoint that is in here: a hold during its ramp begins the ramp anew, but at its next step. An
  // endpoint that asks for no time at all would else get its share as often as it refuses.
  const ramps = new Map<Endpoint, Ramp>();
  const release = async (endpoint: Endpoint): Promise<void> => {
    do {
      let until: number | undefined;
      do {
        until = endpoint.heldUntil ?? 0;
        await clock.sleep(Math.max(0, until - clock.now()), signal);
      } while (until !== endpoint.heldUntil);
      endpoint.heldUntil = undefined;
      const { steps, share } = ramps.get(endpoint) ?? { steps: 0, share: 0 };
      for (let step = 0; step < steps && endpoint.heldUntil === undefined; step++) {
        allow(endpoint, share);
        await clock.sleep(STEP_MS, signal);
      }
    } while (endpoint.heldUntil !== undefined);
    ramps.delete(endpoint);
    allow(endpoint, Number.POSITIVE_INFINITY);
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
      if (before !== undefined) return;
      const releasing = ramps.has(endpoint);
      const steps = Math.ceil(Math.min(MOST_MS, latencyMs() ?? 0) / STEP_MS);
      ramps.set(endpoint, { steps, share: Math.ceil((endpoint.inFlight + 1) / Math.max(1, steps)) });
      // Ends by itself, or by the signal.
      if (!releasing) void release(endpoint).catch(unlessAborted(signal));
    },
  };
}
