import type { Fault } from './faults.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** What a simulator has done since it started. */
export interface SimulatorStats {
  /** Requests for text that came past the key check; refused ones, faults and retries included. */
  readonly received: number;
  /** Requests for text that were answered whole. */
  readonly answered: number;
  /** Requests for text refused for what they asked (400, 404, 413). */
  readonly refused: number;
  /** Requests whose client left before the answer. */
  readonly abandoned: number;
  /** Requests worked on now, waiting for a slot now, and the most that were ever worked on at once. */
  readonly running: number;
  readonly waiting: number;
  readonly peakRunning: number;
  /** Estimated tokens of the requests now running: their prompts and answers. */
  readonly tokensInFlight: number;
  /** Tokens of prompts read and answers made. */
  readonly promptTokens: number;
  readonly generationTokens: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly misbehaved: Readonly<Record<Misbehaviour, number>>;
}

/** The part of the statistics that is counted as it happens. */
export type Counters = {
  -readonly [Key in Exclude<
    keyof SimulatorStats,
    'running' | 'waiting' | 'peakRunning' | 'faults' | 'misbehaved'
  >]: number;
} & { readonly faults: Record<Fault, number>; readonly misbehaved: Record<Misbehaviour, number> };

/** Counters that have counted nothing yet. */
export function createCounters(): Counters {
  return {
    received: 0,
    answered: 0,
    refused: 0,
    abandoned: 0,
    tokensInFlight: 0,
    promptTokens: 0,
    generationTokens: 0,
    faults: { status429: 0, status500: 0, status503: 0, reset: 0, halfAnswer: 0, malformed: 0 },
    misbehaved: { refusal: 0, loop: 0, leadIn: 0, number: 0, copy: 0 },
  };
}
