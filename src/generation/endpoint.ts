import type { Usage } from '../vocabulary/generation.ts';
import { NO_USAGE } from '../vocabulary/generation.ts';
import { type Breaker, CLOSED, HALF_OPEN_REQUESTS, openBreaker } from './breaker.ts';
import type { Choosable } from './choose.ts';
import type { EndpointUrl } from './endpoint-url.ts';
import type { Probe } from './probe.ts';
import type { ServedModel } from './served-models.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { Transport } from './transport.ts';

/** Everything a fleet knows of one endpoint. Owned and changed by its fleet alone. */
export interface Endpoint extends Choosable {
  readonly url: EndpointUrl;
  readonly transport: Transport;
  breaker: Breaker;
  /** Counts the openings of the breaker: what was sent before the last one says nothing about the endpoint now. */
  epoch: number;
  inFlight: number;
  /** Requests in flight that were let through half-open. */
  trying: number;
  /** Completion tokens per millisecond of one request, averaged; 0 until enough were seen. */
  speed: number;
  speedSamples: number;
  ok: number;
  failed: number;
  usage: Usage;
  lastError: string | undefined;
  served: readonly ServedModel[];
  contextLength: number | undefined;
  metrics: ServerMetrics | undefined;
}

/** An endpoint as its first probe found it: closed when it was ready, open when it was absent. */
export function createEndpoint(url: EndpointUrl, probe: Probe, now: number): Endpoint {
  return {
    url,
    transport: new Transport(url.origin),
    hash: url.hash,
    breaker: probe.kind === 'ready' ? CLOSED : openBreaker(now),
    epoch: 0,
    inFlight: 0,
    trying: 0,
    speed: 0,
    speedSamples: 0,
    ok: 0,
    failed: 0,
    usage: NO_USAGE,
    lastError: probe.kind === 'ready' ? undefined : probe.detail,
    served: probe.kind === 'ready' ? probe.served : [],
    contextLength: probe.kind === 'ready' ? probe.server.contextLength : undefined,
    metrics: undefined,
    get admits(): boolean {
      return this.breaker.kind === 'closed' || (this.breaker.kind === 'half-open' && this.trying < HALF_OPEN_REQUESTS);
    },
  };
}

/** Answers before a speed is believed, and the weight of each later one. */
const SPEED_SAMPLES = 20;
const SPEED_WEIGHT = 0.02;

/** Learns from an answer of `tokens` tokens after `ms` milliseconds. */
export function learnSpeed(endpoint: Endpoint, tokens: number, ms: number): void {
  if (tokens <= 0 || ms <= 0) return;
  endpoint.speedSamples += 1;
  const sample = tokens / ms;
  if (endpoint.speedSamples < SPEED_SAMPLES) return;
  endpoint.speed = endpoint.speed === 0 ? sample : endpoint.speed + SPEED_WEIGHT * (sample - endpoint.speed);
}

/** An endpoint in `status.json`. */
export interface EndpointSnapshot {
  /** Base URL without credentials. */
  readonly endpoint: string;
  readonly model: string;
  readonly state: Breaker['kind'];
  readonly inFlight: number;
  readonly ok: number;
  readonly failed: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly lastError: string | null;
  /** From the server's `/metrics`, where it has any. */
  readonly running: number | null;
  readonly waiting: number | null;
  /** Share of prompt tokens found in the server's prefix cache since it started. */
  readonly prefixHitRate: number | null;
}

/** The endpoint's state as plain data. */
export function snapshotOf(endpoint: Endpoint, model: string): EndpointSnapshot {
  const { metrics } = endpoint;
  return {
    endpoint: endpoint.url.shown,
    model,
    state: endpoint.breaker.kind,
    inFlight: endpoint.inFlight,
    ok: endpoint.ok,
    failed: endpoint.failed,
    promptTokens: endpoint.usage.promptTokens,
    completionTokens: endpoint.usage.completionTokens,
    lastError: endpoint.lastError ?? null,
    running: metrics?.running ?? null,
    waiting: metrics?.waiting ?? null,
    prefixHitRate:
      metrics === undefined || metrics.prefixQueries === 0 ? null : metrics.prefixHits / metrics.prefixQueries,
  };
}
