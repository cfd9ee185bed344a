import type { Usage } from '../vocabulary/generation.ts';
import type { BreakerEvent } from './breaker.ts';
import type { Endpoint } from './endpoint.ts';
import { type FaultKind, FAULTS } from './faults.ts';

/** Leave to send one request to one endpoint. Every lease is settled or cancelled, once. */
export interface Lease {
  readonly endpoint: Endpoint;
  readonly epoch: number;
  readonly trying: boolean;
  /** On the clock's `now`. */
  readonly startedAt: number;
}

/** How a lease's request ended. */
export type LeaseResult =
  | { readonly kind: 'answer'; readonly usage: Usage }
  | {
      readonly kind: 'fault';
      readonly fault: FaultKind;
      readonly detail: string;
      readonly usage: Usage | undefined;
      /** For how long the endpoint asks to be left alone, in milliseconds; undefined where it does not. */
      readonly holdMs: number | undefined;
    };

/** What the end of a request says about its endpoint. */
export function breakerEvent(result: LeaseResult): BreakerEvent {
  if (result.kind === 'answer') return { kind: 'success' };
  const weight = FAULTS[result.fault].breakerWeight;
  // A fault that says nothing against the endpoint still says that it is there and answers.
  return weight === 0 ? { kind: 'success' } : { kind: 'failure', weight };
}
