import { RewriteError } from '../vocabulary/error.ts';
import { addUsage, type Usage } from '../vocabulary/generation.ts';
import { type Breaker, type BreakerEvent, HALF_OPEN_REQUESTS, nextBreaker } from './breaker.ts';
import { chooseEndpoint } from './choose.ts';
import type { Clock } from './clock.ts';
import { formatDuration } from './duration.ts';
import { type Endpoint, type EndpointSnapshot, learnSpeed, snapshotOf } from './endpoint.ts';
import { pathBeside, pathOf } from './endpoint-url.ts';
import type { OnEvent } from './events.ts';
import { type FaultKind, FAULTS } from './faults.ts';
import { getRequest } from './protocol.ts';
import { nameModels, readServedModels } from './served-models.ts';
import { readServerError } from './server-error.ts';
import { parseServerMetrics, type ServerMetrics } from './server-metrics.ts';
import { WaitingLine } from './waiting-line.ts';

/** Settings of a fleet. */
export interface FleetOptions {
  /** The model's name at every endpoint. */
  readonly model: string;
  readonly apiKey: string | undefined;
  /** How long no endpoint may be usable, in milliseconds. */
  readonly outageLimitMs: number;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
}

/** Leave to send one request to one endpoint. Every lease is settled or cancelled, once. */
export interface Lease {
  readonly endpoint: Endpoint;
  readonly epoch: number;
  readonly trying: boolean;
  /** On the clock's `now`. */
  readonly startedAt: number;
}

/** How a lease's request ended. */
export type LeaseResult =
  | { readonly kind: 'answer'; readonly usage: Usage }
  | {
      readonly kind: 'fault';
      readonly fault: FaultKind;
      readonly detail: string;
      readonly usage: Usage | undefined;
    };

/** Counters of a fleet since it started, for the controller of concurrency. */
export interface FleetLoad {
  /** Requests at endpoints now. */
  readonly inFlight: number;
  /** Endpoints that take requests now. */
  readonly usable: number;
  readonly answers: number;
  readonly completionTokens: number;
  /** Answers that said "too much" (429, 503). */
  readonly overloads: number;
  /** Of the last answers, in milliseconds, in no order. */
  readonly latencies: readonly number[];
}

/** Latencies kept, and the deadline of a question that carries no document, in milliseconds. */
const LATENCIES = 256;
const QUESTION_TIMEOUT_MS = 10_000;
const METRICS_TIMEOUT_MS = 2_000;
/** How often an overdue outage is looked at again while nobody waits. */
const OVERDUE_MS = 1_000;

/**
 * The endpoints that serve one model. It says where a request goes, learns from how it ended, takes out endpoints that
 * fail and takes them back when they answer. While none is usable requests wait here; when that lasts longer than the
 * outage limit they are all rejected.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #endpoints: readonly Endpoint[];
  readonly #line = new WaitingLine<void>();
  readonly #closing = new AbortController();
  /** Aborts when an endpoint answers again; defined while none is known to work. */
  #pause: { readonly since: number; readonly ended: AbortController } | undefined;
  #outage: RewriteError | undefined;
  #answers = 0;
  #completionTokens = 0;
  #overloads = 0;
  readonly #latencies: number[] = [];

  constructor(endpoints: readonly Endpoint[], options: FleetOptions) {
    this.#endpoints = endpoints;
    this.#options = options;
    for (const endpoint of endpoints) if (endpoint.breaker.kind === 'open') this.#startRecovery(endpoint);
    this.#updatePause();
  }

  /** Whether any endpoint has ever answered a prompt. */
  get succeeded(): boolean {
    return this.#answers > 0;
  }

  /** The model's name at every endpoint. */
  get model(): string {
    return this.#options.model;
  }

  /**
   * An endpoint for a request, at once or when one is usable again. `affinityHash`: 32 bits; `avoid`: the endpoint
   * that has just failed the request. Rejects with the signal's reason, or with the outage.
   */
  async lease(affinityHash: number, avoid: Endpoint | undefined, signal: AbortSignal): Promise<Lease> {
    const avoided = avoid === undefined ? -1 : this.#endpoints.indexOf(avoid);
    for (;;) {
      if (signal.aborted) {
        // The turn it may just have been given goes to the next in line.
        this.#wake();
        throw signal.reason;
      }
      if (this.#outage !== undefined) throw this.#outage;
      const endpoint = this.#endpoints[chooseEndpoint(this.#endpoints, affinityHash, avoided)];
      if (endpoint !== undefined) return this.#take(endpoint);
      await this.#line.join(signal);
    }
  }

  #take(endpoint: Endpoint): Lease {
    const trying = endpoint.breaker.kind === 'half-open';
    endpoint.inFlight += 1;
    if (trying) endpoint.trying += 1;
    return { endpoint, epoch: endpoint.epoch, trying, startedAt: this.#options.clock.now() };
  }

  /** Gives a lease back whose request was aborted by its caller: nothing is learnt. */
  cancel(lease: Lease): void {
    this.#giveBack(lease);
    this.#wake();
  }

  /** Gives a lease back and learns from how its request ended. */
  settle(lease: Lease, result: LeaseResult): void {
    const { endpoint } = lease;
    const { clock } = this.#options;
    this.#giveBack(lease);
    if (result.usage !== undefined) endpoint.usage = addUsage(endpoint.usage, result.usage);
    if (result.kind === 'answer') {
      const latency = clock.now() - lease.startedAt;
      endpoint.ok += 1;
      learnSpeed(endpoint, result.usage.completionTokens, latency);
      this.#latencies[this.#answers % LATENCIES] = latency;
      this.#answers += 1;
      this.#completionTokens += result.usage.completionTokens;
    } else {
      endpoint.failed += 1;
      endpoint.lastError = result.detail;
      if (FAULTS[result.fault].overload) this.#overloads += 1;
    }
    if (lease.epoch === endpoint.epoch) this.#apply(endpoint, breakerEvent(result), endpoint.lastError ?? '');
    this.#wake();
  }

  #giveBack(lease: Lease): void {
    lease.endpoint.inFlight -= 1;
    if (lease.trying && lease.epoch === lease.endpoint.epoch) lease.endpoint.trying -= 1;
  }

  #apply(endpoint: Endpoint, event: BreakerEvent, detail: string): void {
    const before = endpoint.breaker;
    const after = nextBreaker(before, event, this.#options.clock.now());
    endpoint.breaker = after;
    if (before.kind === after.kind) return;
    if (after.kind === 'open') {
      endpoint.epoch += 1;
      this.#startRecovery(endpoint);
    }
    endpoint.trying = 0;
    this.#options.onEvent({
      kind: 'breaker',
      endpoint: endpoint.url.shown,
      state: after.kind,
      detail: told(after, detail),
    });
    this.#updatePause();
  }

  /** Serves those who wait, as many as the endpoints take now. */
  #wake(): void {
    if (this.#line.size === 0) return;
    let places = 0;
    for (const { breaker, trying } of this.#endpoints) {
      if (breaker.kind === 'closed') places = this.#line.size;
      if (breaker.kind === 'half-open') places += HALF_OPEN_REQUESTS - trying;
    }
    for (let place = 0; place < places; place++) this.#line.serve();
  }

  #startRecovery(endpoint: Endpoint): void {
    // Ends by itself with the breaker half-open, or when the fleet closes.
    void this.#recover(endpoint).catch(unlessAborted(this.#closing.signal));
  }

  async #recover(endpoint: Endpoint): Promise<void> {
    const { clock } = this.#options;
    while (endpoint.breaker.kind === 'open') {
      await clock.sleep(Math.max(0, endpoint.breaker.retryAt - clock.now()), this.#closing.signal);
      const trouble = await this.#ask(endpoint);
      if (trouble !== undefined) endpoint.lastError = trouble;
      this.#apply(endpoint, { kind: 'probe', answered: trouble === undefined }, '');
      this.#wake();
    }
  }

  /** Asks an endpoint for its models: what is wrong with it, or undefined. */
  async #ask(endpoint: Endpoint): Promise<string | undefined> {
    const { model, apiKey } = this.#options;
    const request = getRequest(endpoint.url, pathOf(endpoint.url, '/models'), apiKey);
    const reply = await endpoint.transport.send(request, QUESTION_TIMEOUT_MS, this.#closing.signal);
    if (reply.kind === 'fault') return reply.detail;
    if (reply.status !== 200) return readServerError(reply.status, reply.body, undefined).detail;
    const served = readServedModels(reply.body);
    if (served === undefined) return 'its list of models cannot be read';
    const found = served.find((candidate) => candidate.id === model);
    if (found === undefined) return `it serves ${nameModels(served)} now, not ${model}`;
    endpoint.served = served;
    endpoint.contextLength = found.contextLength;
    return undefined;
  }

  #updatePause(): void {
    const { clock, onEvent, model } = this.#options;
    const works = this.#endpoints.some((endpoint) => endpoint.breaker.kind === 'closed');
    if (works && this.#pause !== undefined) {
      const { since, ended } = this.#pause;
      this.#pause = undefined;
      ended.abort();
      onEvent({ kind: 'resumed', model, pausedMs: Math.round(clock.now() - since) });
    } else if (!works && this.#pause === undefined) {
      this.#pause = { since: clock.now(), ended: new AbortController() };
      onEvent({ kind: 'paused', model, detail: this.#lastErrors() });
      // Ends with the pause, with the outage, or when the fleet closes.
      const over = AbortSignal.any([this.#pause.ended.signal, this.#closing.signal]);
      void this.#watch(over).catch(unlessAborted(over));
    }
  }

  async #watch(over: AbortSignal): Promise<void> {
    const { clock, outageLimitMs, model } = this.#options;
    await clock.sleep(outageLimitMs, over);
    // A fleet that nobody asks anything of is no outage.
    while (this.#line.size === 0) await clock.sleep(OVERDUE_MS, over);
    this.#outage = new RewriteError(
      'outage',
      `No endpoint of the model ${model} was usable for ${formatDuration(outageLimitMs)} (--outage-limit): ` +
        `${this.#lastErrors()}. When they are back, run the same command again: it resumes.`,
    );
    this.#line.rejectAll(this.#outage);
  }

  #lastErrors(): string {
    return this.#endpoints.map(({ url, lastError }) => `${url.shown}: ${lastError ?? 'no answer'}`).join('; ');
  }

  /** Counters for the controller of concurrency. */
  load(): FleetLoad {
    return {
      inFlight: this.#endpoints.reduce((sum, endpoint) => sum + endpoint.inFlight, 0),
      usable: this.#endpoints.filter((endpoint) => endpoint.breaker.kind !== 'open').length,
      answers: this.#answers,
      completionTokens: this.#completionTokens,
      overloads: this.#overloads,
      latencies: this.#latencies,
    };
  }

  /** Reads `/metrics` of every usable endpoint; what cannot be read is left out. Never rejects. */
  async scrape(): Promise<readonly { readonly endpoint: string; readonly metrics: ServerMetrics }[]> {
    const usable = this.#endpoints.filter((endpoint) => endpoint.breaker.kind !== 'open');
    await Promise.all(usable.map((endpoint) => this.#scrapeOne(endpoint)));
    return usable.flatMap(({ url, metrics }) => (metrics === undefined ? [] : [{ endpoint: url.shown, metrics }]));
  }

  async #scrapeOne(endpoint: Endpoint): Promise<void> {
    const request = getRequest(endpoint.url, pathBeside(endpoint.url, '/metrics'), this.#options.apiKey);
    try {
      const reply = await endpoint.transport.send(request, METRICS_TIMEOUT_MS, this.#closing.signal);
      endpoint.metrics = reply.kind === 'response' && reply.status === 200 ? parseServerMetrics(reply.body) : undefined;
    } catch {
      // Closing: nobody reads them any more.
      endpoint.metrics = undefined;
    }
  }

  /** Every endpoint's state. */
  snapshot(): readonly EndpointSnapshot[] {
    return this.#endpoints.map((endpoint) => snapshotOf(endpoint, this.#options.model));
  }

  /** Ends recoveries and connections; safe to call twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#endpoints.map((endpoint) => endpoint.transport.close()));
  }
}

function breakerEvent(result: LeaseResult): BreakerEvent {
  if (result.kind === 'answer') return { kind: 'success' };
  const weight = FAULTS[result.fault].breakerWeight;
  // A fault that says nothing against the endpoint still says that it is there and answers.
  return weight === 0 ? { kind: 'success' } : { kind: 'failure', weight };
}

function told(breaker: Breaker, detail: string): string {
  if (breaker.kind === 'open') return detail;
  return breaker.kind === 'closed' ? 'answers again' : 'lists its models again: a few requests are tried';
}

/** Lets an error of work in the background surface, unless it is the end that was asked for. */
function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
