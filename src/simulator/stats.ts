import { FAULT_KINDS, type Fault } from './fault-kinds.ts';
import type { EngineCounters } from './job.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** What is counted of requests. */
export interface RequestCounters {
  /** Requests to the model that came past the key check; refused ones, faults and retries included. */
  received: number;
  /** Requests to the model that were answered whole. */
  answered: number;
  /** Requests to the model refused for what they asked (400, 404, 413), or while the model loads (503). */
  refused: number;
  /** Requests whose client left before the answer, or whose server went down. */
  abandoned: number;
  readonly faults: Record<Fault, number>;
  readonly misbehaved: Record<Misbehaviour, number>;
}

/** What a replica has done since the simulator's start, whatever restarts it had. */
export interface ReplicaStats extends Readonly<EngineCounters> {
  readonly state: 'up' | 'loading' | 'down';
  readonly model: string;
  /** Milliseconds since the start, and how many of them the replica was down or loading. */
  readonly clockMs: number;
  readonly downMs: number;
  /** Requests worked on now, and waiting for a slot now. */
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache in use. */
  readonly kvUsage: number;
}

/** What a simulator has done since it started: sums over its replicas, and each of them. */
export interface SimulatorStats
  extends Readonly<RequestCounters>,
    Pick<ReplicaStats, 'running' | 'waiting' | 'peakRunning' | 'promptTokens' | 'generationTokens' | 'preemptions'> {
  readonly replicas: readonly ReplicaStats[];
}

/** Counters that have counted nothing yet. */
export function createRequestCounters(): RequestCounters {
  return {
    received: 0,
    answered: 0,
    refused: 0,
    abandoned: 0,
    faults: Object.fromEntries(FAULT_KINDS.map((fault) => [fault, 0])) as Record<Fault, number>,
    misbehaved: { refusal: 0, loop: 0, leadIn: 0, number: 0, copy: 0, obey: 0 },
  };
}

/** The sums. `peakRunning` is that of the replica with the highest one. */
export function sumStats(requests: RequestCounters, replicas: readonly ReplicaStats[]): SimulatorStats {
  const sum = (read: (replica: ReplicaStats) => number) => replicas.reduce((total, next) => total + read(next), 0);
  return {
    ...requests,
    faults: { ...requests.faults },
    misbehaved: { ...requests.misbehaved },
    running: sum(({ running }) => running),
    waiting: sum(({ waiting }) => waiting),
    peakRunning: Math.max(...replicas.map(({ peakRunning }) => peakRunning)),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    generationTokens: sum(({ generationTokens }) => generationTokens),
    preemptions: sum(({ preemptions }) => preemptions),
    replicas,
  };
}
