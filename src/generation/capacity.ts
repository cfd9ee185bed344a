/** What one server's `/metrics` say. */
export interface ServerLoad {
  readonly running: number;
  readonly waiting: number;
  /** 0 to 1; undefined when not reported. */
  readonly kvCacheUse: number | undefined;
  /** Requests thrown out of the batch since the last look. */
  readonly preempted: number;
}

/** How many requests one endpoint is given at a time, learnt from its metrics. */
export interface Capacity {
  readonly requests: number;
  readonly phase: 'slow-start' | 'steady';
  /** It does not grow before this moment. */
  readonly holdUntil: number;
  /** The last look found a line that may have been requests on their way into the batch. */
  readonly suspect: boolean;
  /** Whether the endpoint took no requests at the last look. */
  readonly away: boolean;
  /** Taken from the other endpoints, as its own metrics were never read. */
  readonly guessed: boolean;
}

/** One look at one endpoint. */
export interface CapacityLook {
  readonly at: number;
  /** Requests sent to it and not answered. */
  readonly inFlight: number;
  readonly load: ServerLoad;
  /** Whether requests wait for slots, so that more slots would be used. */
  readonly saturated: boolean;
  /** Whether it is one of several, over which hashing spreads requests unevenly. */
  readonly oneOfMany: boolean;
}

/** Requests per endpoint to begin with. */
export const START = 16;
/** Waiting ÷ running above which requests are taken off, and up to which more are tried. */
const LINE_HIGH = 0.1;
const LINE_LOW = 0.02;
/**
 * The line that is left when requests are taken off: it covers the time from an answer to the next request. One of
 * many is filled to its bound only now and then (see `HEADROOM`).
 */
const LINE_AIM = 0.05;
const LINE_AIM_OF_MANY = 0.08;
/**
 * KV cache in use above which the batch is not made larger, and above which only slowly: requests take more of it while
 * they are answered, and of a batch that grows most are young.
 */
const KV_FULL = 0.9;
const KV_CLOSE = 0.5;
/**
 * Slow start doubles up to so many requests; from there on it grows by no more than the longest line that may be, so
 * that it never makes a longer one. (vLLM runs 256 or 1,024 at a time unless told otherwise.)
 */
const DOUBLE_TO = 32;
const RAMP = 1 + LINE_HIGH;
const STEP = 1.03;
/** After preemptions it does not grow for so long, in milliseconds. */
const PREEMPTION_HOLD_MS = 10_000;
/** How much of what was sent has to show in the metrics before more is sent. */
const SHOWN = 0.8;
/** How much of the capacity must be in use: to be believed when it is tried, and when it was found. */
const USED_IN_RAMP = 0.5;
const USED = 0.95;

/** An endpoint of which nothing is known yet. */
export function startCapacity(requests: number = START): Capacity {
  return {
    requests,
    phase: 'slow-start',
    holdUntil: Number.NEGATIVE_INFINITY,
    suspect: false,
    away: false,
    guessed: false,
  };
}

/** An endpoint without metrics among others: it is taken to be like them, `mean` requests; what it showed once counts more. */
export function guessedCapacity(before: Capacity | undefined, mean: number | undefined): Capacity {
  if (before !== undefined && !before.guessed) return before;
  return { ...startCapacity(mean ?? before?.requests), guessed: true };
}

/** What is left of a capacity while its endpoint takes no requests: it comes back empty, and perhaps as another. */
export function absentCapacity(before: Capacity): Capacity {
  if (before.away) return before;
  return { ...startCapacity(Math.min(before.requests, Math.max(START, Math.floor(before.requests / 2)))), away: true };
}

/**
 * The capacity after a look. It doubles up to 32 and then grows by a tenth a look while nothing waits and the KV cache
 * is half empty; once a line was seen it grows by 3% where all of it is used, and holds while the line is 2 to 10% of what
 * runs. Above that it becomes what runs and a line of 5 to 8%: what runs is the measure, so one step is enough, and
 * looks that find the same server lead to the same capacity.
 */
export function nextCapacity(before: Capacity, look: CapacityLook): Capacity {
  const { running, waiting, preempted, kvCacheUse = 0 } = look.load;
  const capacity = before.away || before.guessed ? { ...before, away: false, guessed: false } : before;
  if (waiting > Math.max(1, LINE_HIGH * running)) return afterLine(capacity, look);
  if (preempted > 0) return afterPreemption(capacity, look);
  const line = waiting > Math.max(1, LINE_LOW * running);
  if (line && capacity.phase === 'slow-start' && !capacity.suspect) return { ...capacity, suspect: true };
  const phase = line || kvCacheUse >= KV_FULL ? 'steady' : capacity.phase;
  const used = look.inFlight >= (phase === 'steady' ? USED : USED_IN_RAMP) * capacity.requests;
  const shown = running + waiting >= SHOWN * look.inFlight;
  const grows = used && shown && look.saturated && !line && kvCacheUse < KV_FULL && look.at >= capacity.holdUntil;
  const settled = { ...capacity, phase, suspect: false };
  if (!grows) return settled;
  const { requests } = capacity;
  const ramp = requests < DOUBLE_TO ? Math.min(2, DOUBLE_TO / requests) : RAMP;
  const factor = phase === 'steady' || kvCacheUse >= KV_CLOSE ? STEP : ramp;
  return { ...settled, requests: Math.max(requests + 1, Math.floor(requests * factor)) };
}

function afterLine(capacity: Capacity, { load, oneOfMany }: CapacityLook): Capacity {
  // A server that runs nothing is busy with itself, and says nothing about its size.
  if (load.running === 0) return capacity;
  if (capacity.phase === 'slow-start' && !capacity.suspect) return { ...capacity, suspect: true };
  const aim = Math.floor(load.running * (1 + (oneOfMany ? LINE_AIM_OF_MANY : LINE_AIM)));
  const requests = Math.min(capacity.requests, Math.max(aim, Math.floor(capacity.requests / 2)));
  return { ...capacity, requests, phase: 'steady', suspect: false };
}

function afterPreemption(capacity: Capacity, { at, inFlight }: CapacityLook): Capacity {
  const holdUntil = at + PREEMPTION_HOLD_MS;
  const held = { ...capacity, phase: 'steady', suspect: false, holdUntil } as const;
  if (at < capacity.holdUntil) return held;
  const used = Math.min(capacity.requests, Math.max(inFlight, capacity.requests / 2));
  return { ...held, requests: Math.max(1, Math.floor(0.95 * used)) };
}
