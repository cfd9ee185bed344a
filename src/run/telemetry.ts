import type { Outcome } from '../vocabulary/outcome.ts';
import type { ReadShare } from './eta.ts';
import type { Job } from './job.ts';
import type { OpenBackend } from './open-backend.ts';
import type { Progress } from './progress.ts';
import { Rate } from './rates.ts';
import type { RunSnapshot } from './snapshot.ts';

export interface TelemetryOptions {
  readonly job: Job;
  readonly progress: Readonly<Progress>;
  readonly server: OpenBackend;
  readonly readShare: ReadShare;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
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
    this.#tasks = new Rate(options.now);
    this.#tokens = new Rate(options.now);
    this.#began = options.now();
    this.#first = { tokens: options.progress.total.acceptedTokens, documents: options.progress.cursor.ordinal };
  }

  /** Notes a finished task. */
  note(outcome: Outcome): void {
    this.#tasks.add(1);
    this.#tokens.add(outcome.cost.completionTokens);
  }

  snapshot(): RunSnapshot {
    const { job, progress, server, now } = this.#options;
    const { planned, accepted, rejected, failed, deferred, completionTokens, wastedTokens, acceptedTokens } =
      progress.total;
    return {
      state: this.state,
      pid: process.pid,
      backend: job.backend,
      started_at: progress.startedAt,
      updated_at: new Date(now()).toISOString(),
      documents: progress.documents,
      used: progress.used,
      skipped: progress.skipped,
      tasks: { planned, accepted, rejected, failed, deferred },
      reasons: progress.reasons,
      accepted_tokens: acceptedTokens,
      strategies: Object.fromEntries(
        Object.entries(progress.strategies).map(([name, tally]) => [name, tally.acceptedTokens]),
      ),
      completion_tokens: completionTokens,
      wasted_tokens: wastedTokens,
      tasks_per_second: round(this.#tasks.perSecond()),
      tokens_per_second: round(this.#tokens.perSecond()),
      in_flight: server.slots.inUse,
      concurrency: server.slots.limit,
      share_done: this.state === 'complete' ? 1 : (this.#done() ?? null),
      eta_seconds: this.#eta(),
      endpoints: server.status(),
    };
  }

  #eta(): number | null {
    const done = this.#done();
    if (done === undefined || done <= 0.005) return null;
    const elapsed = (this.#options.now() - this.#began) / 1_000;
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
    return known.length === 0 ? undefined : Math.min(1, Math.max(...known.map((share) => share ?? 0)));
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
