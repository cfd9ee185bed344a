import { type Clock, systemClock } from './clock.ts';
import {
  concurrencyBounds,
  type ConcurrencyBounds,
  nextLimit,
  type Observation,
  type ServerObservation,
  startConcurrency,
} from './concurrency.ts';
import type { OnEvent } from './events.ts';
import type { EndpointLoad, FleetLoad, LoadSource } from './load.ts';
import { medianOf } from './median.ts';
import { openFilesLimit, requestsWithin } from './open-files.ts';
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
const REPORT_MS = 2_000;

/** Slots to begin with, for `endpoints` endpoints over all models. */
export function initialLimit(concurrency: number | 'auto', endpoints: number): number {
  return concurrency === 'auto' ? startConcurrency(endpoints, boundsFor(endpoints)).limit : concurrency;
}

/** A limit of open files bounds what `auto` may reach. */
function boundsFor(endpoints: number): ConcurrencyBounds {
  const files = openFilesLimit();
  return concurrencyBounds(endpoints, files === undefined ? undefined : requestsWithin(files));
}

/**
 * Sets the limit of `slots` and, with `auto`, follows the servers' load from then on: each second it reads `/metrics`
 * where there are any, and the fleets' own counters, and lets {@link nextLimit} decide. With a fixed number it only
 * reads the metrics now and then, for reports.
 */
export function startController(options: ControllerOptions): Controller {
  const { slots, concurrency, source } = options;
  const clock = options.clock ?? systemClock;
  const bounds = options.bounds ?? boundsFor(source.endpointCount);
  const closing = new AbortController();

  const follow = async (): Promise<void> => {
    // The first look is where counters start, and where endpoints without metrics show.
    const observe = createObserver(source, clock);
    const first = await observe();
    let state = startConcurrency(Math.max(1, first.servers.length), bounds);
    if (concurrency === 'auto') slots.setLimit(state.limit);
    for (;;) {
      await clock.sleep(concurrency === 'auto' ? LOOK_MS : REPORT_MS, closing.signal);
      const seen = await observe();
      if (concurrency !== 'auto' || closing.signal.aborted) continue;
      const before = state.limit;
      state = nextLimit(state, seen, bounds);
      source.setCapacities(new Map([...state.capacities].map(([key, { requests }]) => [key, requests])));
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
    const scraped = byAddress(await source.scrape());
    const now = total(source.loads());
    const servers = scraped.map((endpoint): ServerObservation => {
      const { key, inFlight, metrics } = endpoint;
      const preempted = endpoint.preemptions - (preemptions.get(key) ?? 0);
      preemptions.set(key, endpoint.preemptions);
      if (metrics === undefined) return { key, inFlight, load: undefined };
      const { running, waiting, kvCacheUse } = metrics;
      return { key, inFlight, load: { running, waiting, kvCacheUse, preempted } };
    });
    const seen: Observation = {
      at: clock.now(),
      answers: now.answers - before.answers,
      tokens: now.completionTokens - before.completionTokens,
      overloads: now.overloads - before.overloads,
      latencyMs: medianOf(now.latencies),
      servers,
    };
    before = now;
    return seen;
  };
}

/** An address that serves several models is one server: its batch holds the requests of all of them. */
function byAddress(loads: readonly EndpointLoad[]): readonly EndpointLoad[] {
  const merged = new Map<string, EndpointLoad>();
  for (const load of loads) {
    const other = merged.get(load.key);
    merged.set(load.key, other === undefined ? load : { ...load, inFlight: other.inFlight + load.inFlight });
  }
  return [...merged.values()];
}

function total(loads: readonly FleetLoad[]): FleetLoad {
  const sum = (pick: (load: FleetLoad) => number): number => loads.reduce((count, load) => count + pick(load), 0);
  return {
    answers: sum((load) => load.answers),
    completionTokens: sum((load) => load.completionTokens),
    overloads: sum((load) => load.overloads),
    latencies: loads.flatMap((load) => load.latencies),
  };
}
