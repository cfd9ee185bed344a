import type { GenerationEvent } from '../generation/events.ts';
import type { FaultKind } from '../generation/faults.ts';
import type { OnRunEvent, RunEvent } from './run-events.ts';

/** Milliseconds over which events of a kind that may come in floods are gathered into one. */
const GATHER_MS = 10_000;

/** A beat that comes later than this is a stall, in milliseconds. */
const STALL_MS = 200;

/** Bugs of one process that are told with their stack; more of them are more of the same. */
const MOST_BUGS = 100;

type Retries = Extract<RunEvent, { kind: 'request.retries' }>;
type Concurrency = Extract<RunEvent, { kind: 'concurrency.changed' }>;

/** What was counted of events, since this process began. */
export interface EventCounts {
  /** Fault → requests sent again. */
  readonly retries: Readonly<Partial<Record<FaultKind, number>>>;
  readonly stalls: number;
  readonly longestStallMs: number;
  readonly shards: { readonly sealed: number; readonly seconds: number };
}

/**
 * Turns what happens in a run into events of its log. What may come in floods (retries, changes of concurrency, stalls)
 * becomes one event per ten seconds, whatever the rate, so that the log stays short.
 */
export class Recorder {
  readonly #write: OnRunEvent;
  readonly #retries: Partial<Record<FaultKind, number>> = {};
  /** Gathered now, by endpoint and fault. */
  #gathered = new Map<string, { -readonly [Key in keyof Retries]: Retries[Key] }>();
  #concurrency: Concurrency | undefined;
  readonly #stalled = { count: 0, longest_ms: 0, total_ms: 0 };
  #passed = 0;
  #stalls = 0;
  #longestStallMs = 0;
  #sealed = { sealed: 0, seconds: 0 };
  #bugs = 0;
  readonly #paused = new Set<string>();

  constructor(write: OnRunEvent) {
    this.#write = write;
  }

  /** Whether no endpoint of some model is usable. */
  get paused(): boolean {
    return this.#paused.size > 0;
  }

  get counts(): EventCounts {
    return {
      retries: this.#retries,
      stalls: this.#stalls,
      longestStallMs: Math.round(this.#longestStallMs),
      shards: this.#sealed,
    };
  }

  /** Takes an event as it is. */
  take(event: RunEvent): void {
    if (event.kind === 'shard.sealed') {
      this.#sealed = { sealed: this.#sealed.sealed + 1, seconds: this.#sealed.seconds + event.ms / 1_000 };
    }
    this.#write(event);
  }

  /** Takes what happened in generation. */
  generation(event: GenerationEvent): void {
    switch (event.kind) {
      case 'loading':
        return this.#write({
          kind: 'endpoint.loading',
          endpoint: event.endpoint,
          detail: event.detail,
          waited_ms: Math.round(event.waitedMs),
        });
      case 'connected': {
        const { endpoint, model, engine, version = null, contextLength = null } = event.server;
        return this.#write({
          kind: 'endpoint.connected',
          endpoint,
          model,
          engine,
          version,
          context_tokens: contextLength,
        });
      }
      case 'absent':
        return this.#write({ kind: 'endpoint.absent', endpoint: event.endpoint, detail: event.detail });
      case 'breaker': {
        const { endpoint, state, detail } = event;
        return this.#write({ kind: 'endpoint.breaker', endpoint, state, detail });
      }
      case 'paused':
        this.#paused.add(event.model);
        return this.#write({ kind: 'model.paused', model: event.model, detail: event.detail });
      case 'resumed':
        this.#paused.delete(event.model);
        return this.#write({ kind: 'model.resumed', model: event.model, paused_ms: Math.round(event.pausedMs) });
      case 'retry':
        return this.#retry(event);
      case 'concurrency': {
        const { before, limit, why } = event;
        const { from = before, changes = 0 } = this.#concurrency ?? {};
        this.#concurrency = { kind: 'concurrency.changed', from, to: limit, changes: changes + 1, why };
        return undefined;
      }
    }
  }

  /** Takes an exception that one text provoked. */
  bug(cause: unknown, where: string): void {
    this.#bugs += 1;
    if (this.#bugs > MOST_BUGS) return;
    const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    this.#write({ kind: 'bug', where, stack });
  }

  /** Notes that time passed, and how late the beat was that tells so; both in milliseconds. */
  pass(passed: number, late: number): void {
    if (late > STALL_MS) {
      this.#stalls += 1;
      this.#longestStallMs = Math.max(this.#longestStallMs, late);
      this.#stalled.count += 1;
      this.#stalled.longest_ms = Math.max(this.#stalled.longest_ms, Math.round(late));
      this.#stalled.total_ms += Math.round(late);
    }
    this.#passed += passed;
    if (this.#passed >= GATHER_MS) this.flush();
  }

  /** Writes what is gathered. */
  flush(): void {
    this.#passed = 0;
    for (const retries of this.#gathered.values()) this.#write(retries);
    this.#gathered = new Map();
    if (this.#concurrency !== undefined) this.#write(this.#concurrency);
    this.#concurrency = undefined;
    if (this.#stalled.count > 0) this.#write({ kind: 'process.stalled', ...this.#stalled });
    Object.assign(this.#stalled, { count: 0, longest_ms: 0, total_ms: 0 });
  }

  #retry({ endpoint, fault, requestId, detail }: Extract<GenerationEvent, { kind: 'retry' }>): void {
    this.#retries[fault] = (this.#retries[fault] ?? 0) + 1;
    const key = `${fault} ${endpoint}`;
    const gathered = this.#gathered.get(key);
    if (gathered === undefined) {
      this.#gathered.set(key, { kind: 'request.retries', endpoint, fault, count: 1, request: requestId, detail });
    } else gathered.count += 1;
  }
}
