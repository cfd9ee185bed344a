import { hostname } from 'node:os';
import type { Outcome } from '../vocabulary/outcome.ts';
import { collapseOf } from './collapse-tally.ts';
import { costOfRun } from './cost.ts';
import type { ReadShare } from './eta.ts';
import type { Job } from './job.ts';
import { meaningStatus } from './meaning-status.ts';
import type { OpenBackend } from './open-backend.ts';
import type { OpenMeaning } from './open-meaning.ts';
import type { Progress, Tally } from './progress.ts';
import { Rate } from './rates.ts';
import type { EndpointStatus, RunSnapshot, TaskCounts } from './snapshot.ts';

export interface TelemetryOptions {
  readonly job: Job;
  readonly progress: Readonly<Progress>;
  readonly server: Pick<OpenBackend, 'slots' | 'status'>;
  /** Whoever checks the meaning of rewrites; undefined where nobody does. */
  readonly meaning: Pick<OpenMeaning, 'status'> | undefined;
  readonly readShare: ReadShare;
  /** What is counted of this process. */
  readonly counts: () => Pick<RunSnapshot, 'retries' | 'process'>;
  /** Milliseconds since the epoch: for dates alone. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps: for intervals. */
  readonly uptime: () => number;
}

/** What can be seen of a run while it goes on. */
export class Telemetry {
  state: RunSnapshot['state'] = 'running';
  readonly #options: TelemetryOptions;
  readonly #tasks: Rate;
  readonly #tokens: Rate;
  readonly #began: number;
  /** Where this process began: the ETA is of what it has to do. */
  readonly #first: { readonly tokens: number; readonly documents: number };

  constructor(options: TelemetryOptions) {
    this.#options = options;
    this.#tasks = new Rate(options.uptime);
    this.#tokens = new Rate(options.uptime);
    this.#began = options.uptime();
    this.#first = { tokens: options.progress.total.acceptedTokens, documents: options.progress.cursor.ordinal };
  }

  /** Notes a finished task. On the hot path: it costs the same at any rate and allocates nothing. */
  note(outcome: Outcome): void {
    this.#tasks.add(1);
    this.#tokens.add(outcome.cost.completionTokens);
  }

  snapshot(): RunSnapshot {
    const { job, progress, server, meaning, now, counts } = this.#options;
    const { total, activity } = progress;
    const endpoints = server.status();
    return {
      state: this.state,
      pid: process.pid,
      host: hostname(),
      backend: job.backend,
      started_at: progress.startedAt,
      updated_at: new Date(now()).toISOString(),
      documents: progress.documents,
      used: progress.used,
      skipped: progress.skipped,
      tasks: taskCounts(total),
      reasons: progress.reasons,
      accepted_tokens: total.acceptedTokens,
      prompt_tokens: total.promptTokens,
      completion_tokens: total.completionTokens,
      wasted_tokens: total.wastedTokens,
      strategies: Object.fromEntries(
        Object.entries(progress.strategies).map(([name, tally]) => [
          name,
          {
            ...taskCounts(tally),
            accepted_tokens: tally.acceptedTokens,
            completion_tokens: tally.completionTokens,
            wasted_tokens: tally.wastedTokens,
          },
        ]),
      ),
      collapse: collapseOf(progress.collapse),
      meaning: meaningStatus(job, progress),
      tasks_per_second: round(this.#tasks.perSecond(), 1),
      tokens_per_second: round(this.#tokens.perSecond(), 1),
      in_flight: inFlight(endpoints, server.slots.inUse),
      concurrency: server.slots.limit,
      waiting: sumOfKnown(endpoints.map(({ waiting }) => waiting)),
      prefix_hit_rate: hitRate(endpoints),
      share_done: this.state === 'complete' ? 1 : (this.#done() ?? null),
      eta_seconds: this.#eta(),
      time: {
        seconds: round(activity.seconds, 3),
        gpu_seconds: round(activity.gpuSeconds, 3),
        paused_seconds: round(activity.pausedSeconds, 3),
        work_seconds: round(activity.workSeconds, 3),
        free_seconds: round(activity.freeSeconds, 3),
        slot_seconds: round(activity.slotSeconds, 3),
        in_flight_seconds: round(activity.inFlightSeconds, 3),
        requests: activity.requests,
      },
      cost: job.backend === 'extractive' ? null : costOfRun(progress, job.options),
      ...counts(),
      endpoints,
      meaning_endpoints: meaning?.status() ?? [],
    };
  }

  #eta(): number | null {
    const done = this.#done();
    if (done === undefined || done <= 0.005) return null;
    const elapsed = (this.#options.uptime() - this.#began) / 1_000;
    return Math.round((elapsed * (1 - done)) / done);
  }

  /** The part of this process's work that is done, by whichever bound ends it first. */
  #done(): number | undefined {
    const { job, progress, readShare } = this.#options;
    const { budget_tokens: budget, limit } = job.options;
    const shares: (number | undefined)[] = [readShare.share()];
    if (budget !== undefined) {
      shares.push((progress.total.acceptedTokens - this.#first.tokens) / (budget - this.#first.tokens));
    }
    if (limit !== undefined)
      shares.push((progress.cursor.ordinal - this.#first.documents) / (limit - this.#first.documents));
    const known = shares.filter((share) => share !== undefined && Number.isFinite(share));
    return known.length === 0 ? undefined : Math.min(1, Math.max(0, ...known.map((share) => share ?? 0)));
  }
}

function taskCounts({ planned, accepted, rejected, failed, deferred }: Tally): TaskCounts {
  return { planned, accepted, rejected, failed, deferred };
}

/** Requests at endpoints: slots are held, besides, by requests that wait to be sent again. */
export function inFlight(endpoints: readonly EndpointStatus[], slotsInUse: number): number {
  if (endpoints.length === 0) return slotsInUse;
  return endpoints.reduce((sum, endpoint) => sum + endpoint.in_flight, 0);
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Over all endpoints that tell. */
function hitRate(endpoints: readonly EndpointStatus[]): number | null {
  const queries = endpoints.reduce((sum, endpoint) => sum + (endpoint.prefix_queries ?? 0), 0);
  const hits = endpoints.reduce((sum, endpoint) => sum + (endpoint.prefix_hits ?? 0), 0);
  return queries === 0 ? null : round(hits / queries, 4);
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
