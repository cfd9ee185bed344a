import { unitInterval } from '../text/hash.ts';
import { drawByRates } from './draw.ts';
import { FAULT_KINDS, type Fault } from './fault-kinds.ts';
import type { FaultSettings } from './options.ts';

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
  const entries = FAULT_KINDS.map((fault) => [fault, settings[`${fault}Rate`]] as const).filter(([, rate]) => rate > 0);
  if (entries.length === 0) return { next: () => undefined };
  const rates = Object.fromEntries(entries) as Readonly<Record<Fault, number>>;

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

/** Faults that are on for a while: each breaks its share of the requests, whatever their attempt. */
export interface Breakage {
  /** Switches one on; the function returned switches it off. */
  add(fault: Fault, share: number): () => void;
  next(requestKey: string): Fault | undefined;
}

/** Nothing is broken. Which requests are hit follows from the seed, the request and how many came before it. */
export function createBreakage(seed: number): Breakage {
  const broken = new Set<{ readonly fault: Fault; readonly share: number }>();
  let requests = 0;
  return {
    add(fault, share) {
      const entry = { fault, share };
      broken.add(entry);
      return () => void broken.delete(entry);
    },
    next(requestKey) {
      if (broken.size === 0) return undefined;
      requests += 1;
      for (const { fault, share } of broken) {
        if (unitInterval(seed, 'broken', fault, requestKey, requests) < share) return fault;
      }
      return undefined;
    },
  };
}
