import { buildConnector, Client, type Dispatcher, errors } from 'undici';
import { onAbort } from './abort-listeners.ts';

/** One HTTP request, ready to be sent. */
export interface Outgoing {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  /** Names and values in turn: what undici takes without converting. */
  readonly headers: string[];
  readonly body: string | null;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** How a request ended. */
export type Reply =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Headers;
      readonly body: string;
    }
  /** No complete answer. `code` is Node's or undici's, or `TIMEOUT`. */
  | { readonly kind: 'fault'; readonly code: string; readonly detail: string };

interface Exchange {
  readonly reply: Promise<Reply>;
  readonly handler: Dispatcher.DispatchHandler;
}

/** `code` of a reply that did not come in time. */
export const TIMED_OUT = 'TIMEOUT';

/**
 * The largest answer that is read, in bytes. A completion of 131,072 tokens with log probabilities is below; a server
 * that sends more has gone wrong.
 */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

/** A black hole (packets dropped, no refusal) may hold a request back for so long, in milliseconds. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Connections to one origin: each carries one request at a time, and there are never more than requests in flight.
 * A free list of clients instead of undici's pool: the pool looks through all its connections for each request, and
 * opens a second one when a request is sent in the same turn in which another's answer ended.
 */
export class Transport {
  readonly #origin: string;
  readonly #options: Client.Options;
  readonly #clients = new Set<Client>();
  /** Last in, first out, so that those not needed fall idle and close. */
  readonly #free: Client[] = [];
  #closed = false;

  constructor(origin: string, maxResponseBytes: number = MAX_RESPONSE_BYTES) {
    this.#origin = origin;
    this.#options = {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: maxResponseBytes,
      // One for all, so that TLS sessions are taken up again.
      connect: buildConnector({ timeout: CONNECT_TIMEOUT_MS }),
    };
  }

  /** Connections there are or were: the most requests that were in flight together. */
  get connections(): number {
    return this.#clients.size;
  }

  /**
   * Sends one request and reads all of its answer, within one deadline for connection, queue and body
   * (`timeoutMs`, milliseconds).
   * Rejects only with the signal's reason; everything else is a value.
   */
  send(request: Outgoing, timeoutMs: number, signal: AbortSignal): Promise<Reply> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#closed) {
      return Promise.resolve({ kind: 'fault', code: 'CLOSED', detail: 'the connections were closed' });
    }
    const client = this.#take();
    // Apart from the request: thousands of these wait, and each would hold on to its body.
    const { reply, handler } = this.#receive(client, timeoutMs, signal);
    client.dispatch(request, handler);
    return reply;
  }

  /** What hears of one exchange on a client, and how it ends. */
  #receive(client: Client, timeoutMs: number, signal: AbortSignal): Exchange {
    let handler: Dispatcher.DispatchHandler = {};
    const reply = new Promise<Reply>((resolve, reject) => {
      let settled = false;
      /** True the first time. A connection that did not come to its end is broken: nothing else may use it. */
      const settle = (reusable: boolean): boolean => {
        if (settled) return false;
        settled = true;
        clearTimeout(timer);
        forget();
        if (reusable) this.#free.push(client);
        else this.#drop(client);
        return true;
      };
      const forget = onAbort(signal, () => {
        if (settle(false)) reject(signal.reason as Error);
      });
      const timer = setTimeout(() => {
        const detail = `no complete answer within ${timeoutMs / 1000} s`;
        if (settle(false)) resolve({ kind: 'fault', code: TIMED_OUT, detail });
      }, timeoutMs);
      let status = 0;
      let headers: Headers = {};
      const chunks: Buffer[] = [];
      handler = {
        onRequestStart() {},
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          if (settle(true)) resolve({ kind: 'response', status, headers, body: decode(chunks) });
        },
        onResponseError(_controller, error) {
          if (settle(false)) resolve({ kind: 'fault', code: codeOf(error), detail: describe(error) });
        },
      };
    });
    return { reply, handler };
  }

  #take(): Client {
    // Just freed, it may have to wait until the end of this turn before it sends: undici queues for that long.
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const client = new Client(this.#origin, this.#options);
    this.#clients.add(client);
    return client;
  }

  #drop(client: Client): void {
    this.#clients.delete(client);
    // Destroying ends the request on it with an error that comes too late, and cannot fail.
    void client.destroy();
  }

  /** Breaks every connection; safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#clients].map((client) => client.destroy()));
  }
}

/** UTF-8; a byte order mark at the beginning is none of the text. */
function decode(chunks: readonly Buffer[]): string {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof errors.UndiciError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNKNOWN';
}

function describe(error: unknown): string {
  // `localhost` resolves to two addresses; Node reports both refusals in an AggregateError without a message.
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
