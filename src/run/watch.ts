import { hostname } from 'node:os';
import { parseEndpointUrl } from '../generation/endpoint-url.ts';
import type { OnEvent } from '../generation/events.ts';
import { ledgerError } from '../ledger/database.ts';
import { sha256Hex } from '../text/hash.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import { passTime } from './activity.ts';
import { costOfRun } from './cost.ts';
import type { ReadShare } from './eta.ts';
import { EventLog } from './event-log.ts';
import { frozenOf } from './frozen.ts';
import type { Job } from './job.ts';
import type { OpenBackend } from './open-backend.ts';
import type { OpenMeaning } from './open-meaning.ts';
import type { Progress } from './progress.ts';
import { Pulse } from './pulse.ts';
import { Recorder } from './recorder.ts';
import type { RunEvent } from './run-events.ts';
import type { RunSnapshot } from './snapshot.ts';
import { inFlight, Telemetry } from './telemetry.ts';
import { TOOL_VERSION } from './tool-version.ts';

/**
 * When totals are told again: after five seconds, or a fiftieth of what the run took so far, so that a run of any length
 * has a course to look at and a night of them is 300 lines.
 */
const TOTALS = { seconds: 5, share: 0.02 };

export interface WatchOptions {
  readonly job: Job;
  readonly progress: Progress;
  readonly resumed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly uptime: () => number;
  /** On that clock, when this process began with the run. */
  readonly began: number;
  /** Told in a sentence of what makes the watching incomplete, never the run. */
  readonly onTrouble: (sentence: string) => void;
}

/**
 * Watches one process of a run from its beginning to its end: keeps account of its time (in the progress, so that
 * resumes add up), writes its event log, and knows its counts. Only an endpoint that is no URL makes it throw (`usage`),
 * when it is made; nothing in here fails a run later.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #log: EventLog;
  readonly #recorder: Recorder;
  readonly #pulse: Pulse;
  readonly #gpus: number;
  #telemetry: Telemetry | undefined;
  #server: OpenBackend | undefined;
  #working = false;
  #commits = 0;
  #commitMs = 0;
  #requests = 0;
  #budgetTold: boolean;
  /** Seconds of the run at which totals were told last. */
  #told: number;

  constructor(options: WatchOptions) {
    const { job, progress, now, uptime, began, onTrouble } = options;
    this.#options = options;
    this.#budgetTold = progress.budgetReached;
    this.#told = progress.activity.seconds;
    const endpoints = new Set(Object.values(job.models).flatMap((target) => target.endpoints));
    const shown = [...endpoints].map((url) => parseEndpointUrl(url).shown);
    this.#gpus = endpoints.size * job.options.gpus_per_endpoint;
    this.#log = new EventLog({ directory: job.out, now, secrets: secretsOf(job), onTrouble });
    this.#recorder = new Recorder((event) => this.#log.write(event));
    this.#pulse = new Pulse(uptime, began, (passed, late) => this.#beat(passed, late));
    this.#tellBegin(shown);
  }

  /** Takes what happens in generation. */
  readonly onGeneration: OnEvent = (event) => this.#recorder.generation(event);

  /** Takes what happens in the run. */
  readonly tell = (event: RunEvent): void => this.#recorder.take(event);

  /** Takes an exception that one text provoked. */
  readonly bug = (cause: unknown, where: string): void => this.#recorder.bug(cause, where);

  /** The servers are there and work begins: from now on there is a snapshot. */
  begin(server: OpenBackend, meaning: OpenMeaning | undefined, readShare: ReadShare): () => RunSnapshot {
    const { job, progress, now, uptime } = this.#options;
    const telemetry = new Telemetry({
      job,
      progress,
      server,
      meaning,
      readShare,
      now,
      uptime,
      counts: () => this.#counts(),
    });
    this.#server = server;
    this.#telemetry = telemetry;
    this.#working = true;
    return () => telemetry.snapshot();
  }

  /** Notes a finished task. */
  readonly outcome = (outcome: Outcome): void => this.#telemetry?.note(outcome);

  /** Notes that the last task has begun: slots that fall free from now on have nothing to do. */
  readonly scheduled = (): void => {
    this.#working = false;
  };

  /** Notes a group commit of the ledger and how long it took. */
  readonly committed = (ms: number): void => {
    this.#commits += 1;
    this.#commitMs += ms;
    const { progress, job } = this.#options;
    if (!progress.budgetReached || this.#budgetTold || job.options.budget_tokens === undefined) return;
    this.#budgetTold = true;
    this.tell({
      kind: 'budget.reached',
      budget_tokens: job.options.budget_tokens,
      accepted_tokens: progress.total.acceptedTokens,
    });
  };

  /** Ends the account of time: what the manifest says of cost is final from here. Safe to call twice. */
  stop(state: RunSnapshot['state']): void {
    this.#pulse.stop();
    this.#recorder.flush();
    if (this.#telemetry !== undefined) this.#telemetry.state = state;
  }

  /** Says how the process ended, and ends the log. */
  async end(end: 'complete' | 'stopped' | { readonly error: unknown; readonly interrupted: boolean }): Promise<void> {
    this.stop(typeof end === 'string' ? end : end.interrupted ? 'stopped' : 'failed');
    const totals = this.#totals();
    if (end === 'complete') this.tell({ kind: 'run.complete', ...totals });
    else if (end === 'stopped' || end.interrupted) this.tell({ kind: 'run.interrupted', ...totals });
    else {
      const error = ledgerError(end.error, this.#options.job.out);
      const code = error instanceof RewriteError ? error.code : 'bug';
      const detail = error instanceof Error ? error.message : String(error);
      if (code === 'gate') this.tell({ kind: 'gate.tripped', detail });
      if (code === 'bug') this.bug(error, 'run');
      this.tell({ kind: 'run.failed', ...totals, code, detail });
    }
    await this.#log.close();
  }

  #beat(passed: number, late: number): void {
    const { progress } = this.#options;
    const { activity } = progress;
    const { requests, ...load } = this.#load();
    const { paused } = this.#recorder;
    passTime(activity, passed / 1_000, { gpus: this.#gpus, paused, working: this.#working, ...load });
    activity.requests += requests - this.#requests;
    this.#requests = requests;
    this.#recorder.pass(passed, late);
    if (activity.seconds - this.#told < Math.max(TOTALS.seconds, TOTALS.share * activity.seconds)) return;
    this.#told = activity.seconds;
    this.tell({ kind: 'run.totals', ...this.#totals() });
  }

  #load(): { slots: number; inFlight: number; requests: number } {
    if (this.#server === undefined) return { slots: 0, inFlight: 0, requests: 0 };
    const { slots } = this.#server;
    const endpoints = this.#server.status();
    const requests = endpoints.reduce((sum, endpoint) => sum + endpoint.succeeded + endpoint.failed, 0);
    return { slots: slots.limit, inFlight: inFlight(endpoints, slots.inUse), requests };
  }

  #counts(): Pick<RunSnapshot, 'retries' | 'process'> {
    const { retries, stalls, longestStallMs, shards } = this.#recorder.counts;
    return {
      retries,
      process: {
        commits: this.#commits,
        commit_seconds: Math.round(this.#commitMs) / 1_000,
        shards_sealed: shards.sealed,
        seal_seconds: shards.seconds,
        stalls,
        longest_stall_ms: longestStallMs,
        events_lost: this.#log.lost,
      },
    };
  }

  #tellBegin(endpoints: string[]): void {
    const { job, progress, resumed } = this.#options;
    this.tell({
      kind: resumed ? 'run.resumed' : 'run.begun',
      tool_version: TOOL_VERSION,
      node: process.version,
      pid: process.pid,
      host: hostname(),
      settings: sha256Hex(JSON.stringify(frozenOf(job))).slice(0, 12),
      backend: job.backend,
      strategies: job.mix.entries.map(({ strategy }) => strategy.name),
      endpoints,
      tasks: progress.total.planned,
      accepted_tokens: progress.total.acceptedTokens,
    });
  }

  #totals() {
    const { progress, job } = this.#options;
    const { total } = progress;
    return {
      seconds: Math.round(progress.activity.seconds * 1_000) / 1_000,
      documents: progress.documents,
      tasks: total.planned,
      accepted: total.accepted,
      rejected: total.rejected,
      failed: total.failed,
      deferred: total.deferred,
      accepted_tokens: total.acceptedTokens,
      completion_tokens: total.completionTokens,
      wasted_tokens: total.wastedTokens,
      cost: job.backend === 'extractive' ? null : (costOfRun(progress, job.options)?.total ?? null),
    };
  }
}

/** Keys, and what addresses hold of them. */
function secretsOf({ models, meaning }: Job): string[] {
  return [...Object.values(models), ...Object.values(meaning?.models ?? {})].flatMap(({ apiKey, endpoints }) => [
    ...(apiKey === undefined ? [] : [apiKey]),
    ...endpoints.flatMap((endpoint) => {
      const { password, searchParams } = new URL(endpoint);
      return [password, ...searchParams.values()].filter((text) => text !== '');
    }),
  ]);
}
