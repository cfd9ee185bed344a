import { unitInterval } from '../text/hash.ts';
import { drawByRates } from './draw.ts';
import type { FaultSettings } from './options.ts';

/** What goes wrong with one attempt of a request. */
export type Fault = 'status429' | 'status500' | 'status503' | 'reset' | 'halfAnswer' | 'malformed';

/** Deals faults to requests, the same ones to the same attempts whatever the order of arrival. */
export interface FaultDealer {
  /** The fault this attempt of the request meets, if any. Every call is one attempt. */
  next(requestKey: string): Fault | undefined;
}

/**
 * A request's first attempts may fail, at most `settings.attempts` of them; then it succeeds and is forgotten, so that
 * sending it anew meets the same faults again. Only requests that wait for a retry are remembered.
 */
export function createFaultDealer(settings: FaultSettings, seed: number): FaultDealer {
  const rates: Readonly<Record<Fault, number>> = {
    status429: settings.status429Rate,
    status500: settings.status500Rate,
    status503: settings.status503Rate,
    reset: settings.resetRate,
    halfAnswer: settings.halfAnswerRate,
    malformed: settings.malformedRate,
  };
  if (Object.values(rates).every((rate) => rate === 0)) return { next: () => undefined };

  const failedAttempts = new Map<string, number>();
  return {
    next(requestKey) {
      const attempt = failedAttempts.get(requestKey) ?? 0;
      const fault =
        attempt < settings.attempts ? drawByRates(rates, unitInterval(seed, 'fault', requestKey, attempt)) : undefined;
      if (fault === undefined) failedAttempts.delete(requestKey);
      else failedAttempts.set(requestKey, attempt + 1);
      return fault;
    },
  };
}
