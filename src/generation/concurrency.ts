/** What one server's `/metrics` say since the last look. */
export interface ServerObservation {
  readonly running: number;
  readonly waiting: number;
  /** 0 to 1; undefined when not reported. */
  readonly kvCacheUse: number | undefined;
  /** Requests thrown out of the batch since the last look. */
  readonly preempted: number;
}

/** What the controller sees at one moment. */
export interface Observation {
  /** Milliseconds; never jumps back. */
  readonly at: number;
  /** Requests at endpoints now. */
  readonly inFlight: number;
  /** Endpoints that take requests. */
  readonly endpoints: number;
  /** Since the last look: answers, their completion tokens, answers that said "too much" (429, 503). */
  readonly answers: number;
  readonly tokens: number;
  readonly overloads: number;
  /** Median over the last answers, in milliseconds; undefined before the first. */
  readonly latencyMs: number | undefined;
  /** Of those endpoints that have metrics; empty where none has. */
  readonly servers: readonly ServerObservation[];
}

/** What a limit achieved: the measure that the next limit has to beat. */
interface Mark {
  readonly limit: number;
  readonly tokensPerMs: number;
  readonly latencyMs: number;
}

/** A measurement under way at the present limit. */
interface Measure {
  /** When what was started at this limit begins to come in. */
  readonly from: number;
  readonly tokens: number;
  readonly answers: number;
}

/** The controller's memory. */
export interface Concurrency {
  readonly limit: number;
  readonly phase: 'slow-start' | 'steady';
  /** Nothing grows before this moment. */
  readonly holdUntil: number;
  readonly measure: Measure | undefined;
  readonly mark: Mark | undefined;
  /** Measures since the last try at more. */
  readonly rests: number;
  /** Why the limit is what it is, for logs. */
  readonly why: string;
}

/** Bounds of the limit, over all endpoints. */
export interface ConcurrencyBounds {
  readonly least: number;
  readonly most: number;
}

/** A process holds no more than 4,096 requests in flight unless told to. */
export const CONCURRENCY_BOUNDS: ConcurrencyBounds = { least: 1, most: 4_096 };

/** Requests per endpoint to begin with. */
const START = 16;
/** Waiting ÷ running: what is aimed at, below which more is tried, and above which less is. */
const LINE_AIM = 0.05;
const LINE_LOW = 0.02;
const LINE_HIGH = 0.1;
/** KV cache in use above which the batch is not made larger. */
const KV_FULL = 0.9;
/** Growth of tokens per second that is worth a higher limit. */
const WORTH_IT = 1.05;
/** A step in the steady phase, as a part of the limit: with metrics each look, without them each measure. */
const STEP_SEEN = 0.03;
const STEP_BLIND = 0.125;
/** Latency over its mark's at which, without more tokens, the limit is halved. */
const KNEE = 2;
/** Measures at a limit that proved best before more is tried again. */
const RESTS = 10;
/** A measure takes at least so long, in milliseconds, and so many answers. */
const MEASURE_MS = 2_000;
const MEASURE_ANSWERS = 20;
/** How much of the limit must be in flight for it to be what binds. */
const SATURATED = 0.9;
/** Part of all replies that must be 429 or 503 to say something of the load: a few come from servers that ail. */
const OVERLOADED = 0.1;
/** After preemptions the limit does not grow for so long, in milliseconds. */
const PREEMPTION_HOLD_MS = 10_000;

/** Where the controller starts: 16 requests per endpoint. */
export function startConcurrency(endpoints: number, bounds: ConcurrencyBounds = CONCURRENCY_BOUNDS): Concurrency {
  const limit = clamp(START * endpoints, bounds);
  return {
    limit,
    phase: 'slow-start',
    holdUntil: Number.NEGATIVE_INFINITY,
    measure: undefined,
    mark: undefined,
    rests: 0,
    why: 'start',
  };
}

/**
 * The next limit of requests in flight, from what was just seen. Called about once a second.
 *
 * 429 and 503 halve it when they are more than a tenth of the replies, at most once per median latency. With metrics it doubles while nothing waits and the KV cache
 * has room, then grows by 3% a look, holds while the waiting line is 2 to 10% of what runs, and above takes off
 * exactly the excess over 5%: since waiting requests are among those in flight, one step is enough and nothing swings.
 * Without metrics a limit is measured for a median latency after another has passed (until then older answers come
 * in), and kept when it brought at least 5% more tokens per second: doubling first, then by an eighth; what brought
 * nothing is taken back. (Slow start and additive increase as in TCP, with the saturation gate of inspect_ai's
 * adaptive concurrency: a limit that is not used up teaches nothing.)
 */
export function nextLimit(
  state: Concurrency,
  seen: Observation,
  bounds: ConcurrencyBounds = CONCURRENCY_BOUNDS,
): Concurrency {
  if (seen.endpoints === 0) return { ...state, measure: undefined };
  if (seen.overloads > OVERLOADED * (seen.overloads + seen.answers)) {
    if (seen.at < state.holdUntil) return { ...state, measure: undefined };
    const holdUntil = seen.at + Math.max(MEASURE_MS, seen.latencyMs ?? 0);
    const halved = Math.floor(Math.min(state.limit, Math.max(seen.inFlight, state.limit / 2)) / 2);
    return { ...changed(state, halved, 'servers say they are overloaded', bounds), phase: 'steady', holdUntil };
  }
  return seen.servers.length > 0 ? byMetrics(state, seen, bounds) : byThroughput(state, seen, bounds);
}

function byMetrics(state: Concurrency, seen: Observation, bounds: ConcurrencyBounds): Concurrency {
  let running = 0;
  let waiting = 0;
  let preempted = 0;
  let kvCacheUse = 0;
  for (const server of seen.servers) {
    running += server.running;
    waiting += server.waiting;
    preempted += server.preempted;
    kvCacheUse = Math.max(kvCacheUse, server.kvCacheUse ?? 0);
  }
  // Endpoints without metrics are taken to be like those with.
  const scale = seen.endpoints / seen.servers.length;
  if (waiting > Math.max(1, LINE_HIGH * running)) {
    const excess = (waiting - LINE_AIM * running) * scale;
    const limit = Math.min(state.limit, Math.ceil(seen.inFlight - excess));
    return { ...changed(state, limit, 'requests wait at the servers', bounds), phase: 'steady' };
  }
  if (preempted > 0) {
    const holdUntil = seen.at + PREEMPTION_HOLD_MS;
    if (seen.at < state.holdUntil) return { ...state, holdUntil };
    const limit = Math.floor(0.95 * Math.min(state.limit, seen.inFlight));
    return { ...changed(state, limit, 'servers preempt for lack of KV cache', bounds), phase: 'steady', holdUntil };
  }
  const phase = waiting > Math.max(1, LINE_LOW * running) || kvCacheUse >= KV_FULL ? 'steady' : state.phase;
  // What was sent since the last change has to show in the metrics before more is sent.
  const shown = (running + waiting) * scale >= SATURATED * SATURATED * state.limit;
  const grows =
    isSaturated(state, seen) &&
    shown &&
    seen.at >= state.holdUntil &&
    kvCacheUse < KV_FULL &&
    waiting <= Math.max(1, LINE_LOW * running);
  if (!grows) return { ...state, phase };
  if (phase === 'slow-start') {
    const headroom = kvCacheUse > 0 ? KV_FULL / kvCacheUse : 2;
    return changed(state, Math.floor(state.limit * Math.min(2, headroom)), 'nothing waits at the servers', bounds);
  }
  const step = Math.max(seen.endpoints, Math.floor(state.limit * STEP_SEEN));
  return { ...changed(state, state.limit + step, 'nothing waits at the servers', bounds), phase };
}

function byThroughput(state: Concurrency, seen: Observation, bounds: ConcurrencyBounds): Concurrency {
  if (seen.latencyMs === undefined || seen.at < state.holdUntil) return state;
  if (!isSaturated(state, seen)) return { ...state, measure: undefined };
  if (state.measure === undefined) {
    return { ...state, measure: { from: seen.at + seen.latencyMs, tokens: 0, answers: 0 } };
  }
  if (seen.at <= state.measure.from) return state;
  const measure = {
    from: state.measure.from,
    tokens: state.measure.tokens + seen.tokens,
    answers: state.measure.answers + seen.answers,
  };
  const lastedMs = seen.at - measure.from;
  if (lastedMs < Math.max(MEASURE_MS, seen.latencyMs) || measure.answers < MEASURE_ANSWERS)
    return { ...state, measure };
  return judge(
    state,
    { limit: state.limit, tokensPerMs: measure.tokens / lastedMs, latencyMs: seen.latencyMs },
    bounds,
  );
}

/** What follows from a finished measure. */
function judge(state: Concurrency, found: Mark, bounds: ConcurrencyBounds): Concurrency {
  const { mark } = state;
  if (mark === undefined || (found.limit > mark.limit && found.tokensPerMs >= WORTH_IT * mark.tokensPerMs)) {
    return { ...tryMore(state, bounds), mark: found };
  }
  if (found.limit > mark.limit) {
    const back = changed(state, mark.limit, `more than ${mark.limit} brought no more tokens per second`, bounds);
    return { ...back, phase: 'steady', rests: 0 };
  }
  if (found.latencyMs >= KNEE * mark.latencyMs && found.tokensPerMs < mark.tokensPerMs) {
    const halved = changed(state, Math.floor(found.limit / 2), 'latency doubled without more tokens', bounds);
    return { ...halved, phase: 'steady', mark: undefined, rests: 0 };
  }
  if (state.rests + 1 < RESTS) return { ...state, measure: undefined, rests: state.rests + 1 };
  return { ...tryMore(state, bounds), mark: found };
}

function tryMore(state: Concurrency, bounds: ConcurrencyBounds): Concurrency {
  const step = state.phase === 'slow-start' ? state.limit : Math.max(1, Math.floor(state.limit * STEP_BLIND));
  return { ...changed(state, state.limit + step, 'tokens per second grow', bounds), rests: 0 };
}

function isSaturated(state: Concurrency, seen: Observation): boolean {
  return seen.inFlight >= SATURATED * state.limit;
}

function changed(state: Concurrency, limit: number, why: string, bounds: ConcurrencyBounds): Concurrency {
  return { ...state, limit: clamp(limit, bounds), why, measure: undefined };
}

function clamp(limit: number, bounds: ConcurrencyBounds): number {
  return Math.min(bounds.most, Math.max(bounds.least, limit));
}
