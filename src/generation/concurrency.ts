import {
  absentCapacity,
  type Capacity,
  guessedCapacity,
  nextCapacity,
  type ServerLoad,
  START,
  startCapacity,
} from './capacity.ts';
import { MEASURE_MS, nextThroughput, type Throughput } from './throughput.ts';

/** An endpoint that takes requests, as it was just seen. */
export interface ServerObservation {
  readonly key: string;
  /** Requests sent to it and not answered. */
  readonly inFlight: number;
  /** Undefined where it has no metrics. */
  readonly load: ServerLoad | undefined;
}

/** What the controller sees at one moment. */
export interface Observation {
  /** Milliseconds; never jumps back. */
  readonly at: number;
  /** Since the last look: answers, their completion tokens, answers that said "too much" (429, 503). */
  readonly answers: number;
  readonly tokens: number;
  readonly overloads: number;
  /** Median over the last answers, in milliseconds; undefined before the first. */
  readonly latencyMs: number | undefined;
  readonly servers: readonly ServerObservation[];
}

/** The controller's memory. */
export interface Concurrency extends Throughput {
  /** Nothing grows before this moment. */
  readonly holdUntil: number;
  /** By endpoint; empty where none has metrics. */
  readonly capacities: ReadonlyMap<string, Capacity>;
  /** Looks in a row at which no server had metrics. */
  readonly blindLooks: number;
  /** Requests at endpoints at the last look. */
  readonly inFlight: number;
  /** The limit at which servers without metrics last refused what was too much (429, 503). */
  readonly ceiling: number | undefined;
}

/** Bounds of the limit, over all endpoints. */
export interface ConcurrencyBounds {
  readonly least: number;
  readonly most: number;
}

/** A fleet may hold so many requests, whatever its size, and so many per endpoint: vLLM's largest default and a line. */
const MOST = 4_096;
const MOST_PER_ENDPOINT = 1_152;

/** Bounds for so many endpoints and requests that the process has files for. */
export function concurrencyBounds(
  endpoints: number,
  requestsWithinFiles = Number.POSITIVE_INFINITY,
): ConcurrencyBounds {
  return { least: 1, most: Math.min(Math.max(MOST, MOST_PER_ENDPOINT * endpoints), requestsWithinFiles) };
}

/** How much of the limit must be in flight for it to be what binds. */
const SATURATED = 0.9;
/** Part of all replies that must be 429 or 503 to say something of the load: a few come from servers that ail. */
const OVERLOADED = 0.1;
/** Above the ceiling a refused limit grows by so much per latency, below it by so much of what is missing. */
const BEYOND = 0.05;
const TOWARDS = 0.25;
/** So far above it, a ceiling is history. */
const PAST_CEILING = 2;
/**
 * Capacities of several endpoints together over the requests in flight: some of them have room then, and a request
 * finds the endpoint that has its prefix more often than the one that happens to be free.
 */
const HEADROOM = 1.05;
/** So many looks without metrics from any server, and what metrics taught is given up: a few fail while servers are busy. */
const BLIND_LOOKS = 5;

/** Where the controller starts: 16 requests per endpoint. */
export function startConcurrency(endpoints: number, bounds = concurrencyBounds(endpoints)): Concurrency {
  return {
    limit: clamp(START * endpoints, bounds),
    phase: 'slow-start',
    holdUntil: Number.NEGATIVE_INFINITY,
    measure: undefined,
    mark: undefined,
    rests: 0,
    why: 'start',
    capacities: new Map(),
    blindLooks: 0,
    inFlight: 0,
    ceiling: undefined,
  };
}

/**
 * The next limit of requests in flight, and with metrics the capacity of each endpoint, from what was just seen. Called
 * about once a second. A pure function.
 *
 * With metrics each endpoint's capacity follows from its own batch and line (`capacity.ts`), and the limit is their
 * sum; without, the limit follows from tokens per second (`throughput.ts`), as it does when they have failed for five
 * looks, until they are back. When more than a tenth of what was sent is
 * refused (429, 503), the limit becomes what was accepted, and from then on approaches the one that was refused, once
 * per median latency, for as long as nearly all of it is accepted. (Slow start and additive
 * increase as in TCP, with the saturation gate of inspect_ai's adaptive concurrency: a limit that is not used up
 * teaches nothing.)
 */
export function nextLimit(before: Concurrency, seen: Observation, bounds: ConcurrencyBounds): Concurrency {
  const inFlight = seen.servers.reduce((sum, server) => sum + server.inFlight, 0);
  if (seen.servers.length === 0) return { ...before, inFlight, measure: undefined };
  const told = seen.servers.some(({ load }) => load !== undefined);
  const state = { ...(told ? { ...before, blindLooks: 0 } : withoutMetrics(before)), inFlight };
  // Answers alone would call the first second of a run an overload: nothing was answered yet.
  const accepted = Math.max(0, seen.answers + inFlight - before.inFlight);
  const overloaded = seen.overloads > OVERLOADED * (seen.overloads + accepted);
  if (overloaded && seen.at >= state.holdUntil) return afterOverload(state, seen, bounds);
  const saturated = inFlight >= SATURATED * state.limit;
  if (told || state.capacities.size > 0) return byMetrics(state, seen, saturated, bounds);
  if (overloaded || seen.latencyMs === undefined || seen.at < state.holdUntil) return { ...state, measure: undefined };
  const { at, answers, tokens, latencyMs } = seen;
  if (state.ceiling !== undefined) return saturated ? towards(state, state.ceiling, at + latencyMs, bounds) : state;
  const next = nextThroughput(state, { at, answers, tokens, latencyMs, saturated });
  return { ...next, limit: clamp(next.limit, bounds) };
}

/** A look without metrics. After several, the limit alone is left of what they taught, to be tried by throughput. */
function withoutMetrics(state: Concurrency): Concurrency {
  const blindLooks = state.blindLooks + 1;
  if (blindLooks < BLIND_LOOKS || state.capacities.size === 0) return { ...state, blindLooks };
  const found = [...state.capacities.values()].some(({ phase }) => phase === 'steady');
  const phase = found ? 'steady' : state.phase;
  return { ...state, blindLooks, capacities: new Map(), phase, measure: undefined, mark: undefined, rests: 0 };
}

/** At least half of the limit is kept: a burst is no measure. */
function afterOverload(state: Concurrency, seen: Observation, bounds: ConcurrencyBounds): Concurrency {
  const accepted = Math.max(Math.floor(state.limit / 2), Math.min(state.inFlight, Math.floor(0.9 * state.limit)));
  const limit = clamp(accepted, bounds);
  const capacities = new Map(
    [...state.capacities].map(([key, capacity]) => {
      const requests = Math.max(1, Math.floor((capacity.requests * limit) / state.limit));
      return [key, { ...capacity, requests, phase: 'steady' as const }];
    }),
  );
  return {
    ...state,
    limit,
    capacities,
    ceiling: state.limit,
    phase: 'steady',
    holdUntil: seen.at + Math.max(MEASURE_MS, seen.latencyMs ?? 0),
    measure: undefined,
    mark: undefined,
    why: 'servers say they are overloaded',
  };
}

/** A step towards the limit that was refused, and beyond it when it is accepted now (as TCP's CUBIC). */
function towards(state: Concurrency, ceiling: number, holdUntil: number, bounds: ConcurrencyBounds): Concurrency {
  const missing = ceiling - state.limit;
  const step = Math.max(1, Math.floor(missing > 0 ? TOWARDS * missing : BEYOND * state.limit));
  const limit = clamp(state.limit + step, bounds);
  const past = limit >= PAST_CEILING * ceiling;
  return { ...state, limit, holdUntil, ceiling: past ? undefined : ceiling, why: 'servers accept what is sent' };
}

function byMetrics(state: Concurrency, seen: Observation, saturated: boolean, bounds: ConcurrencyBounds): Concurrency {
  const oneOfMany = seen.servers.length > 1;
  const held = seen.at < state.holdUntil;
  const capacities = new Map<string, Capacity>();
  // Metrics that come back do not throw away what the limit found without them.
  const start = state.capacities.size > 0 ? START : Math.max(START, Math.floor(state.limit / seen.servers.length));
  for (const [key, capacity] of state.capacities) capacities.set(key, absentCapacity(capacity));
  for (const { key, inFlight, load } of seen.servers) {
    const before = state.capacities.get(key);
    if (load === undefined) continue;
    const look = { at: seen.at, inFlight, load, saturated: saturated && !held, oneOfMany };
    capacities.set(key, nextCapacity(before ?? startCapacity(start), look));
  }
  const known = seen.servers.filter(({ load }) => load !== undefined);
  const mean = known.length === 0 ? undefined : Math.round(sumOf(known, capacities) / known.length);
  for (const { key, load } of seen.servers) {
    if (load === undefined) capacities.set(key, guessedCapacity(state.capacities.get(key), mean));
  }
  const sum = sumOf(seen.servers, capacities);
  const limit = clamp(Math.ceil(oneOfMany ? sum / HEADROOM : sum), bounds);
  const why = limit < state.limit ? 'requests wait at the servers' : 'the servers have room';
  return { ...state, limit, capacities, why: limit === state.limit ? state.why : why, measure: undefined };
}

function sumOf(servers: readonly ServerObservation[], capacities: ReadonlyMap<string, Capacity>): number {
  return servers.reduce((sum, { key }) => sum + (capacities.get(key)?.requests ?? 0), 0);
}

function clamp(limit: number, bounds: ConcurrencyBounds): number {
  return Math.min(bounds.most, Math.max(bounds.least, limit));
}
