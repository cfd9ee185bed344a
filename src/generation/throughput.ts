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

/** What a fleet without metrics has taught so far. */
export interface Throughput {
  readonly limit: number;
  readonly phase: 'slow-start' | 'steady';
  readonly measure: Measure | undefined;
  readonly mark: Mark | undefined;
  /** Measures since the last try at more. */
  readonly rests: number;
  /** Why the limit is what it is, for logs. */
  readonly why: string;
}

/** One look. */
export interface ThroughputLook {
  readonly at: number;
  /** Since the last look. */
  readonly answers: number;
  readonly tokens: number;
  /** Median over the last answers, in milliseconds. */
  readonly latencyMs: number;
  /** Whether the limit is what binds. */
  readonly saturated: boolean;
}

/** Growth of tokens per second that is worth a higher limit. */
const WORTH_IT = 1.05;
/** A step in the steady phase, as a part of the limit. */
const STEP = 0.1;
/** Latency over its mark's at which, without more tokens, the limit is halved. */
const KNEE = 2;
/** Measures at a limit that proved best before more is tried again. */
const RESTS = 10;
/** A measure takes at least so long, in milliseconds, and so many answers. */
export const MEASURE_MS = 2_000;
const MEASURE_ANSWERS = 20;

/**
 * The next limit of a fleet that tells nothing about itself. A limit is measured for a median latency after another
 * has passed (until then older answers come in), and kept when it brought at least 5% more tokens per second: doubling
 * first, then by a tenth; what brought nothing is taken back, and tried again after ten measures.
 */
export function nextThroughput<State extends Throughput>(state: State, look: ThroughputLook): State {
  if (!look.saturated) return { ...state, measure: undefined };
  if (state.measure === undefined) {
    return { ...state, measure: { from: look.at + look.latencyMs, tokens: 0, answers: 0 } };
  }
  if (look.at <= state.measure.from) return state;
  const measure = {
    from: state.measure.from,
    tokens: state.measure.tokens + look.tokens,
    answers: state.measure.answers + look.answers,
  };
  const lastedMs = look.at - measure.from;
  if (lastedMs < Math.max(MEASURE_MS, look.latencyMs) || measure.answers < MEASURE_ANSWERS)
    return { ...state, measure };
  return judge(state, {
    limit: state.limit,
    tokensPerMs: measure.tokens / lastedMs,
    latencyMs: look.latencyMs,
  });
}

/** What follows from a finished measure. */
function judge<State extends Throughput>(state: State, found: Mark): State {
  const { mark } = state;
  if (mark === undefined || (found.limit > mark.limit && found.tokensPerMs >= WORTH_IT * mark.tokensPerMs)) {
    return { ...tryMore(state), mark: found };
  }
  if (found.limit > mark.limit) {
    const back = changed(state, mark.limit, `more than ${mark.limit} brought no more tokens per second`);
    return { ...back, phase: 'steady', rests: 0 };
  }
  if (found.latencyMs >= KNEE * mark.latencyMs && found.tokensPerMs < mark.tokensPerMs) {
    const halved = changed(state, Math.floor(found.limit / 2), 'latency doubled without more tokens');
    return { ...halved, phase: 'steady', mark: undefined, rests: 0 };
  }
  if (state.rests + 1 < RESTS) return { ...state, measure: undefined, rests: state.rests + 1 };
  return { ...tryMore(state), mark: found };
}

function tryMore<State extends Throughput>(state: State): State {
  const step = state.phase === 'slow-start' ? state.limit : Math.max(1, Math.floor(state.limit * STEP));
  return { ...changed(state, state.limit + step, 'tokens per second grow'), rests: 0 };
}

function changed<State extends Throughput>(state: State, limit: number, why: string): State {
  return { ...state, limit, why, measure: undefined };
}
