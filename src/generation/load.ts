import type { ServerMetrics } from './server-metrics.ts';

/** Counters of a fleet since it started, for the controller of concurrency. */
export interface FleetLoad {
  readonly answers: number;
  readonly completionTokens: number;
  /** Answers that said "too much" (429, 503). */
  readonly overloads: number;
  /** Of the last answers, in milliseconds, in no order. */
  readonly latencies: readonly number[];
}

/** An endpoint that takes requests, as the controller sees it. */
export interface EndpointLoad {
  /** Its base URL. One that serves several models appears once for each. */
  readonly key: string;
  /** Requests sent to it and not answered. */
  readonly inFlight: number;
  /** What its `/metrics` say; undefined where it has none. */
  readonly metrics: ServerMetrics | undefined;
  /** Requests thrown out of its batch since the run began; restarts do not set it back. */
  readonly preemptions: number;
}

/** What the controller of concurrency looks at, and what it decides on. */
export interface LoadSource {
  /** Counters since the start, per configured model. */
  loads(): readonly FleetLoad[];
  /** Endpoints there are, whether they take requests or not. */
  readonly endpointCount: number;
  /** Endpoints that take requests now, after reading `/metrics` where there are any. Never rejects. */
  scrape(): Promise<readonly EndpointLoad[]>;
  /** Sets the most requests that each endpoint is given at a time, by its key: those not named stay as they are; none named: no bounds. */
  setCapacities(capacities: ReadonlyMap<string, number>): void;
}
