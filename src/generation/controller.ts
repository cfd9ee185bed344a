import { type Clock, systemClock } from './clock.ts';
import {
  CONCURRENCY_BOUNDS,
  type ConcurrencyBounds,
  nextLimit,
  type Observation,
  type ServerObservation,
  startConcurrency,
} from './concurrency.ts';
import type { OnEvent } from './events.ts';
import type { FleetLoad } from './fleet.ts';
import type { LoadSource } from './load.ts';
import type { Slots } from './slots.ts';

/** What {@link startController} takes. */
export interface ControllerOptions {
  readonly slots: Slots;
  /** `--concurrency`: a number stays as it is. */
  readonly concurrency: number | 'auto';
  /** The `Connected` of this run. */
  readonly source: LoadSource;
  readonly bounds?: ConcurrencyBounds;
  readonly onEvent?: OnEvent;
  readonly clock?: Clock;
}

/** Keeps the number of slots right until it is closed. */
export interface Controller {
  /** Ends the polling; safe to call twice. */
  close(): Promise<void>;
}

/** Pauses between two looks, in milliseconds: where the limit follows from them, and where they are only reported. */
const LOOK_MS = 1_000;
const REPORT_MS = 10_000;

/** Slots to begin with, for `endpoints` endpoints over all models. */
export function initialLimit(concurrency: number | 'auto', endpoints: number): number {
  return concurrency === 'auto' ? startConcurrency(endpoints).limit : concurrency;
}

/**
 * Sets the limit of `slots` and, with `auto`, follows the servers' load from then on: each second it reads `/metrics`
 * where there are any, and the fleets' own counters, and lets {@link nextLimit} decide. With a fixed number it only
 * reads the metrics now and then, for reports.
 */
export function startController(options: ControllerOptions): Controller {
  const { slots, concurrency, source } = options;
  const clock = options.clock ?? systemClock;
  const bounds = options.bounds ?? CONCURRENCY_BOUNDS;
  const closing = new AbortController();

  const follow = async (): Promise<void> => {
    let state = startConcurrency(endpointsOf(source), bounds);
    if (concurrency === 'auto') slots.setLimit(state.limit);
    const observe = createObserver(source, clock);
    for (;;) {
      await clock.sleep(concurrency === 'auto' ? LOOK_MS : REPORT_MS, closing.signal);
      const seen = await observe();
      if (concurrency !== 'auto' || closing.signal.aborted) continue;
      const before = state.limit;
      state = nextLimit(state, seen, bounds);
      if (state.limit === before) continue;
      slots.setLimit(state.limit);
      options.onEvent?.({ kind: 'concurrency', limit: state.limit, before, why: state.why });
    }
  };

  if (concurrency !== 'auto') slots.setLimit(concurrency);
  // Ends only by the abort in `close`: looking and deciding reject with nothing else.
  const ended = follow().catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  return {
    async close() {
      closing.abort();
      await ended;
    },
  };
}

/** Turns counters since the start into what happened since the last look. */
function createObserver(source: LoadSource, clock: Clock): () => Promise<Observation> {
  let before = total(source.loads());
  const preemptions = new Map<string, number>();
  return async () => {
    const scraped = await source.scrape();
    const now = total(source.loads());
    const servers = scraped.map(({ endpoint, metrics }): ServerObservation => {
      const preempted = metrics.preemptions - (preemptions.get(endpoint) ?? metrics.preemptions);
      preemptions.set(endpoint, metrics.preemptions);
      // A counter that fell belongs to a server that was started again.
      return { ...metrics, preempted: Math.max(0, preempted) };
    });
    const seen: Observation = {
      at: clock.now(),
      inFlight: now.inFlight,
      endpoints: now.usable,
      answers: now.answers - before.answers,
      tokens: now.completionTokens - before.completionTokens,
      overloads: now.overloads - before.overloads,
      latencyMs: median(now.latencies),
      servers,
    };
    before = now;
    return seen;
  };
}

function total(loads: readonly FleetLoad[]): FleetLoad {
  const sum = (pick: (load: FleetLoad) => number): number => loads.reduce((count, load) => count + pick(load), 0);
  return {
    inFlight: sum((load) => load.inFlight),
    usable: sum((load) => load.usable),
    answers: sum((load) => load.answers),
    completionTokens: sum((load) => load.completionTokens),
    overloads: sum((load) => load.overloads),
    latencies: loads.flatMap((load) => load.latencies),
  };
}

function endpointsOf(source: LoadSource): number {
  return Math.max(1, total(source.loads()).usable);
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
