import type { EndpointSnapshot } from '../generation/endpoint-snapshot.ts';
import type { CollapseStatus } from './collapse-tally.ts';
import type { RunCost } from './cost.ts';
import type { MeaningStatus } from './meaning-status.ts';
import type { Tally } from './progress.ts';

/**
 * Where a run stands: what `status.json` holds and the terminal shows. Counts of documents, tasks and tokens are of what
 * is settled, over all processes of the run; `retries`, `process` and `endpoints` are of this process.
 */
export interface RunSnapshot {
  readonly state: 'running' | 'complete' | 'stopped' | 'failed';
  readonly pid: number;
  readonly host: string;
  readonly backend: string;
  readonly started_at: string;
  readonly updated_at: string;
  readonly documents: number;
  readonly used: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly tasks: TaskCounts;
  readonly reasons: Readonly<Record<string, number>>;
  /** Generated tokens of accepted records. */
  readonly accepted_tokens: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly wasted_tokens: number;
  readonly strategies: Readonly<Record<string, StrategyStatus>>;
  /** Strategy → how alike its accepted texts are; without those whose answers are programs. */
  readonly collapse: Readonly<Record<string, CollapseStatus>>;
  /** Null where no model is asked about meaning. */
  readonly meaning: MeaningStatus | null;
  /** Over the last half minute: finished tasks and completion tokens a second. */
  readonly tasks_per_second: number;
  readonly tokens_per_second: number;
  /** Requests in flight, and how many may be. */
  readonly in_flight: number;
  readonly concurrency: number;
  /** Requests that wait at the servers for a place in their batch; null where no server tells. */
  readonly waiting: number | null;
  /** Share of prompt tokens that the servers found in their prefix caches; null where no server tells. */
  readonly prefix_hit_rate: number | null;
  /** The part of this process's work that is done, 0 to 1; null when it cannot be told. */
  readonly share_done: number | null;
  /** Seconds to the end, by what is done of the budget, the limit or the input; null when it cannot be told yet. */
  readonly eta_seconds: number | null;
  readonly time: TimeStatus;
  /** Null when no price was given. */
  readonly cost: RunCost | null;
  /** Fault → requests sent again. */
  readonly retries: Readonly<Record<string, number>>;
  readonly process: ProcessStatus;
  readonly endpoints: readonly EndpointStatus[];
  /** Of the models that are asked about meaning; hosted ones are no endpoints. */
  readonly meaning_endpoints: readonly EndpointStatus[];
}

export type TaskCounts = Pick<Tally, 'planned' | 'accepted' | 'rejected' | 'failed' | 'deferred'>;

interface StrategyStatus extends TaskCounts {
  readonly accepted_tokens: number;
  readonly completion_tokens: number;
  readonly wasted_tokens: number;
}

/** What became of the time, over all processes of the run. */
interface TimeStatus {
  readonly seconds: number;
  readonly gpu_seconds: number;
  readonly paused_seconds: number;
  /** While there were tasks to begin: their seconds, and those with more than a twentieth of the slots free. */
  readonly work_seconds: number;
  readonly free_seconds: number;
  /** The sum over that time of the slots there were, and of the requests in flight: their ratio is how full they were. */
  readonly slot_seconds: number;
  readonly in_flight_seconds: number;
  readonly requests: number;
}

/** This process. */
interface ProcessStatus {
  readonly commits: number;
  readonly commit_seconds: number;
  readonly shards_sealed: number;
  readonly seal_seconds: number;
  /** Times that nothing was done for more than 200 ms, and the longest of them in milliseconds. */
  readonly stalls: number;
  readonly longest_stall_ms: number;
  readonly events_lost: number;
}

/** One endpoint, without credentials. */
export interface EndpointStatus {
  readonly url: string;
  readonly model: string;
  readonly state: string;
  /** Whether it asked, with `Retry-After`, to be left alone for now. */
  readonly held: boolean;
  readonly in_flight: number;
  /** Most requests it is given at a time, by what it was seen to run; null where that is not known. */
  readonly capacity: number | null;
  readonly succeeded: number;
  readonly failed: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly last_error: string | null;
  /** From the server's `/metrics`; null where it does not tell. */
  readonly running: number | null;
  readonly waiting: number | null;
  /** 0 to 1. */
  readonly kv_cache_use: number | null;
  /** Since this process began, of all its clients: prompt tokens looked up in its prefix cache, and those found. */
  readonly prefix_queries: number | null;
  readonly prefix_hits: number | null;
  /** Requests thrown out of its batch for lack of KV cache, since this process began. */
  readonly preemptions: number | null;
}

/** What `status.json` says of an endpoint. */
export function endpointStatus(endpoint: EndpointSnapshot): EndpointStatus {
  return {
    url: endpoint.endpoint,
    model: endpoint.model,
    state: endpoint.state,
    held: endpoint.held,
    in_flight: endpoint.inFlight,
    capacity: endpoint.capacity,
    succeeded: endpoint.ok,
    failed: endpoint.failed,
    prompt_tokens: endpoint.promptTokens,
    completion_tokens: endpoint.completionTokens,
    last_error: endpoint.lastError,
    running: endpoint.running,
    waiting: endpoint.waiting,
    kv_cache_use: endpoint.kvCacheUse,
    prefix_queries: endpoint.prefixQueries,
    prefix_hits: endpoint.prefixHits,
    preemptions: endpoint.preemptions,
  };
}
