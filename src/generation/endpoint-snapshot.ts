import type { Breaker } from './breaker.ts';
import type { Endpoint } from './endpoint.ts';

/** An endpoint's state as plain data, for `status.json`, reports and metrics. No credentials. */
export interface EndpointSnapshot {
  /** Base URL without credentials. */
  readonly endpoint: string;
  readonly model: string;
  readonly state: Breaker['kind'];
  /** Whether it asked, with `Retry-After`, to be left alone for now. */
  readonly held: boolean;
  readonly inFlight: number;
  /** Most requests it is given at a time, by what it was seen to run; null where that is not known. */
  readonly capacity: number | null;
  readonly ok: number;
  readonly failed: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly lastError: string | null;
  /** From the server's `/metrics` at the last look, where it has any. */
  readonly running: number | null;
  readonly waiting: number | null;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvCacheUse: number | null;
  /** Requests it threw out of its batch for lack of KV cache since the run began; restarts do not set it back. */
  readonly preemptions: number | null;
  /** Prompt tokens looked up in its prefix cache since the run began, and those found; of all clients' requests. */
  readonly prefixQueries: number | null;
  readonly prefixHits: number | null;
}

/** The endpoint's state as plain data. */
export function snapshotOf(endpoint: Endpoint, model: string): EndpointSnapshot {
  const { metrics, since } = endpoint;
  const told = since.last !== undefined;
  const { preemptions, prefixQueries, prefixHits } = since.sum;
  return {
    endpoint: endpoint.url.shown,
    model,
    state: endpoint.breaker.kind,
    held: endpoint.heldUntil !== undefined,
    inFlight: endpoint.inFlight,
    capacity: Number.isFinite(endpoint.capacity) ? endpoint.capacity : null,
    ok: endpoint.ok,
    failed: endpoint.failed,
    promptTokens: endpoint.usage.promptTokens,
    completionTokens: endpoint.usage.completionTokens,
    lastError: endpoint.lastError ?? null,
    running: metrics?.running ?? null,
    waiting: metrics?.waiting ?? null,
    kvCacheUse: metrics?.kvCacheUse ?? null,
    preemptions: told ? preemptions : null,
    prefixQueries: told ? prefixQueries : null,
    prefixHits: told ? prefixHits : null,
  };
}
