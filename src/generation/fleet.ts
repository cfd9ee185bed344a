import type { RewriteError } from '../vocabulary/error.ts';
import { addUsage } from '../vocabulary/generation.ts';
import { type Breaker, type BreakerEvent, nextBreaker } from './breaker.ts';
import { chooseEndpoint } from './choose.ts';
import type { Clock } from './clock.ts';
import { type Endpoint, learnSpeed, placesAt, updateAdmits } from './endpoint.ts';
import { type EndpointSnapshot, snapshotOf } from './endpoint-snapshot.ts';
import type { OnEvent } from './events.ts';
import { FAULTS } from './faults.ts';
import { createHolds, type Holds } from './holds.ts';
import { breakerEvent, type Lease, type LeaseResult } from './lease.ts';
import type { EndpointLoad, FleetLoad } from './load.ts';
import { medianOf } from './median.ts';
import { OutageWatch, unlessAborted } from './outage-watch.ts';
import { askAboutName, askForMetrics, askOnReturn, type Asking } from './question.ts';
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

/** Latencies kept. */
const LATENCIES = 256;
/** Requests that an endpoint gets at first when it comes back among others whose capacity is known. */
const RETURN_CAPACITY = 16;

/**
 * The endpoints that serve one model. It says where a request goes, learns from how it ended, takes out endpoints that
 * fail, leaves alone those that ask for it, and takes them back when they answer. While none takes a request requests
 * wait here; when that lasts longer than the outage limit they are all rejected.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #endpoints: readonly Endpoint[];
  readonly #line = new WaitingLine<void>();
  readonly #closing = new AbortController();
  readonly #asking: Asking;
  readonly #watch: OutageWatch;
  readonly #holds: Holds;
  /** Questions about a name under way, so that a thousand answers in one name ask once. */
  readonly #questions = new Map<string, Promise<boolean>>();
  #outage: RewriteError | undefined;
  #answers = 0;
  #completionTokens = 0;
  #overloads = 0;
  readonly #latencies: number[] = [];

  constructor(endpoints: readonly Endpoint[], options: FleetOptions) {
    this.#endpoints = endpoints;
    this.#options = options;
    const { model, apiKey, outageLimitMs, clock, onEvent } = options;
    const { signal } = this.#closing;
    this.#asking = { model, apiKey, signal };
    const lastErrors = (): string => this.#lastErrors();
    const wanted = (): boolean => this.#line.size > 0;
    const onOutage = (outage: RewriteError): void => {
      this.#outage = outage;
      this.#line.rejectAll(outage);
    };
    this.#watch = new OutageWatch({ model, outageLimitMs, clock, onEvent, signal, lastErrors, wanted, onOutage });
    const latencyMs = (): number | undefined => medianOf(this.#latencies);
    this.#holds = createHolds({ clock, signal, latencyMs, onOpened: () => this.#wake() });
    for (const endpoint of endpoints) if (endpoint.breaker.kind === 'open') this.#startRecovery(endpoint);
    this.#updateWatch();
  }

  /** Whether any endpoint has ever answered a prompt. */
  get succeeded(): boolean {
    return this.#answers > 0;
  }

  /** The model's name at every endpoint. */
  get model(): string {
    return this.#options.model;
  }

  /** Requests at endpoints now. */
  get inFlight(): number {
    return this.#endpoints.reduce((sum, endpoint) => sum + endpoint.inFlight, 0);
  }

  /** Whether an endpoint other than this one takes requests now. */
  takesElsewhere(endpoint: Endpoint): boolean {
    return this.#endpoints.some((other) => other !== endpoint && other.admits);
  }

  /**
   * An endpoint for a request, at once or when one takes requests again. `affinityHash`: 32 bits; `avoid`: the
   * endpoint that has just failed the request. Rejects with the signal's reason, or with the outage.
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
    endpoint.allowance -= 1;
    if (trying || endpoint.allowance <= 0) updateAdmits(endpoint);
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
    this.#giveBack(lease);
    if (result.usage !== undefined) endpoint.usage = addUsage(endpoint.usage, result.usage);
    if (result.kind === 'answer') {
      const latency = this.#options.clock.now() - lease.startedAt;
      endpoint.ok += 1;
      learnSpeed(endpoint, result.usage.completionTokens, latency);
      this.#latencies[this.#answers % LATENCIES] = latency;
      this.#answers += 1;
      this.#completionTokens += result.usage.completionTokens;
    } else {
      endpoint.failed += 1;
      endpoint.lastError = result.detail;
      if (FAULTS[result.fault].overload) this.#overloads += 1;
      if (result.holdMs !== undefined) this.#holds.hold(endpoint, result.holdMs);
    }
    if (lease.epoch === endpoint.epoch) this.#apply(endpoint, breakerEvent(result), endpoint.lastError ?? '');
    this.#wake();
  }

  #giveBack(lease: Lease): void {
    const { endpoint } = lease;
    endpoint.inFlight -= 1;
    if (!lease.trying || lease.epoch !== endpoint.epoch) return;
    endpoint.trying -= 1;
    updateAdmits(endpoint);
  }

  /** Whether the endpoint may call its model so; asks it where the name is new. */
  async knowsName(endpoint: Endpoint, name: string): Promise<boolean> {
    if (endpoint.names.has(name)) return true;
    const key = `${endpoint.url.shown} ${name}`;
    const asked = this.#questions.get(key) ?? askAboutName(endpoint, name, this.#asking);
    this.#questions.set(key, asked);
    try {
      return await asked;
    } finally {
      this.#questions.delete(key);
    }
  }

  #apply(endpoint: Endpoint, event: BreakerEvent, detail: string): void {
    const before = endpoint.breaker;
    const after = nextBreaker(before, event, this.#options.clock.now());
    if (before === after) return;
    endpoint.breaker = after;
    if (before.kind === after.kind) return;
    if (after.kind === 'open') {
      endpoint.epoch += 1;
      this.#startRecovery(endpoint);
    }
    if (after.kind === 'half-open' && this.#endpoints.some(({ capacity }) => Number.isFinite(capacity))) {
      endpoint.capacity = RETURN_CAPACITY;
    }
    endpoint.trying = 0;
    updateAdmits(endpoint);
    const state = after.kind;
    this.#options.onEvent({ kind: 'breaker', endpoint: endpoint.url.shown, state, detail: told(after, detail) });
    this.#updateWatch();
  }

  /** Serves those who wait, as many as the endpoints take now. */
  #wake(): void {
    let places = this.#line.size === 0 ? 0 : this.#endpoints.reduce((sum, endpoint) => sum + placesAt(endpoint), 0);
    for (; places > 0 && this.#line.serve(); places--);
  }

  #startRecovery(endpoint: Endpoint): void {
    // Ends by itself with the breaker half-open, or when the fleet closes.
    void this.#recover(endpoint).catch(unlessAborted(this.#closing.signal));
  }

  async #recover(endpoint: Endpoint): Promise<void> {
    const { clock } = this.#options;
    while (endpoint.breaker.kind === 'open') {
      await clock.sleep(Math.max(0, endpoint.breaker.retryAt - clock.now()), this.#closing.signal);
      const trouble = await askOnReturn(endpoint, this.#asking);
      if (trouble !== undefined) endpoint.lastError = trouble;
      this.#apply(endpoint, { kind: 'probe', answered: trouble === undefined }, '');
      this.#wake();
    }
  }

  #updateWatch(): void {
    this.#watch.update(this.#endpoints.some((endpoint) => endpoint.breaker.kind === 'closed'));
  }

  #lastErrors(): string {
    return this.#endpoints.map(({ url, lastError }) => `${url.shown}: ${lastError ?? 'no answer'}`).join('; ');
  }

  /** Counters for the controller of concurrency. */
  load(): FleetLoad {
    return {
      answers: this.#answers,
      completionTokens: this.#completionTokens,
      overloads: this.#overloads,
      latencies: this.#latencies,
    };
  }

  /** Reads `/metrics` of every endpoint that takes requests. Never rejects. */
  async scrape(): Promise<readonly EndpointLoad[]> {
    const usable = this.#endpoints.filter((endpoint) => endpoint.breaker.kind !== 'open');
    await Promise.all(usable.map((endpoint) => askForMetrics(endpoint, this.#asking)));
    return usable.map((endpoint) => ({
      key: endpoint.url.shown,
      inFlight: endpoint.inFlight,
      metrics: endpoint.metrics,
      preemptions: endpoint.since.sum.preemptions,
    }));
  }

  /**
   * Sets the most requests that each endpoint gets at a time, by the keys of {@link scrape}. Those not named stay as
   * they are; where none is named nothing is known any more, and none is bounded.
   */
  setCapacities(capacities: ReadonlyMap<string, number>): void {
    for (const endpoint of this.#endpoints) {
      const unnamed = capacities.size === 0 ? Number.POSITIVE_INFINITY : endpoint.capacity;
      endpoint.capacity = capacities.get(endpoint.url.shown) ?? unnamed;
    }
    this.#wake();
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

function told(breaker: Breaker, detail: string): string {
  if (breaker.kind === 'open') return detail;
  return breaker.kind === 'closed' ? 'answers again' : 'lists its models again: a few requests are tried';
}
