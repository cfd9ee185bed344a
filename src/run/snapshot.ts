import type { Tally } from './progress.ts';

/** Where a run stands: what `status.json` holds and the terminal shows. Counts are of what is settled. */
export interface RunSnapshot {
  readonly state: 'running' | 'complete' | 'stopped' | 'failed';
  readonly pid: number;
  readonly backend: string;
  readonly started_at: string;
  readonly updated_at: string;
  readonly documents: number;
  readonly used: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly tasks: Pick<Tally, 'planned' | 'accepted' | 'rejected' | 'failed' | 'deferred'>;
  readonly reasons: Readonly<Record<string, number>>;
  /** Generated tokens of accepted records, in all and by strategy. */
  readonly accepted_tokens: number;
  readonly strategies: Readonly<Record<string, number>>;
  readonly completion_tokens: number;
  readonly wasted_tokens: number;
  /** Over the last half minute: finished tasks and completion tokens a second. */
  readonly tasks_per_second: number;
  readonly tokens_per_second: number;
  /** Requests in flight, and how many may be. */
  readonly in_flight: number;
  readonly concurrency: number;
  /** The part of this process's work that is done, 0 to 1; null when it cannot be told. */
  readonly share_done: number | null;
  /** Seconds to the end, by what is done of the budget, the limit or the input; null when it cannot be told yet. */
  readonly eta_seconds: number | null;
  readonly endpoints: readonly EndpointStatus[];
}

/** One endpoint, without credentials. */
export interface EndpointStatus {
  readonly url: string;
  readonly model: string;
  readonly state: string;
  readonly in_flight: number;
  readonly succeeded: number;
  readonly failed: number;
}
