import type { Usage } from '../vocabulary/generation.ts';
import { NO_USAGE } from '../vocabulary/generation.ts';
import { type Breaker, CLOSED, HALF_OPEN_REQUESTS, openBreaker } from './breaker.ts';
import type { Choosable } from './choose.ts';
import type { EndpointUrl } from './endpoint-url.ts';
import { type MetricsSince, NOTHING_SINCE } from './metrics-since.ts';
import { namesOf } from './model-names.ts';
import type { Probe } from './probe.ts';
import { knowsRepetitionDetection } from './repetition-detection.ts';
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
  /** It asked to be left alone until this moment (`Retry-After`), on the clock's `now`; undefined: it did not. */
  heldUntil: number | undefined;
  /** Requests it may still be given in this tenth of a second, after it was held; Infinity otherwise. */
  allowance: number;
  /** Follows from `breaker`, `trying`, `heldUntil` and `allowance`: see {@link updateAdmits}. */
  admits: boolean;
  capacity: number;
  /** Completion tokens per millisecond of one request, averaged; 0 until enough were seen. */
  speed: number;
  speedSamples: number;
  ok: number;
  failed: number;
  usage: Usage;
  lastError: string | undefined;
  served: readonly ServedModel[];
  /** Names with which it may sign its answers. */
  names: Set<string>;
  contextLength: number | undefined;
  /** Whether it knows the field `repetition_detection`. */
  detectsRepetition: boolean;
  metrics: ServerMetrics | undefined;
  since: MetricsSince;
}

/** An endpoint as its first probe found it: closed when it was ready, open when it was absent. */
export function createEndpoint(url: EndpointUrl, model: string, probe: Probe, now: number): Endpoint {
  const ready = probe.kind === 'ready';
  const served = ready ? probe.served : [];
  return {
    url,
    transport: new Transport(url.origin),
    hash: url.hash,
    breaker: ready ? CLOSED : openBreaker(now),
    epoch: 0,
    inFlight: 0,
    trying: 0,
    heldUntil: undefined,
    allowance: Number.POSITIVE_INFINITY,
    admits: ready,
    capacity: Number.POSITIVE_INFINITY,
    speed: 0,
    speedSamples: 0,
    ok: 0,
    failed: 0,
    usage: NO_USAGE,
    lastError: ready ? undefined : probe.detail,
    served,
    names: namesOf(model, served),
    contextLength: ready ? probe.server.contextLength : undefined,
    detectsRepetition: ready && knowsRepetitionDetection(probe.server.engine, probe.server.version),
    metrics: undefined,
    since: NOTHING_SINCE,
  };
}

/** To be called after every change of what `admits` follows from. */
export function updateAdmits(endpoint: Endpoint): void {
  const { breaker, trying, heldUntil, allowance } = endpoint;
  const allowed = breaker.kind === 'closed' || (breaker.kind === 'half-open' && trying < HALF_OPEN_REQUESTS);
  endpoint.admits = allowed && heldUntil === undefined && allowance > 0;
}

/** Requests it takes now beside those it has. */
export function placesAt(endpoint: Endpoint): number {
  if (!endpoint.admits) return 0;
  const room = Math.min(endpoint.allowance, Math.max(0, endpoint.capacity - endpoint.inFlight));
  return endpoint.breaker.kind === 'half-open' ? Math.min(room, HALF_OPEN_REQUESTS - endpoint.trying) : room;
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
