import { errors, Pool } from 'undici';
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

/** How a request ended. */
export type Reply =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** No complete answer. `code` is Node's or undici's, or `TIMEOUT`. */
  | { readonly kind: 'fault'; readonly code: string; readonly detail: string };

/** `code` of a reply that did not come in time. */
export const TIMED_OUT = 'TIMEOUT';

/**
 * The largest answer that is read, in bytes. A completion of 131,072 tokens with log probabilities is below; a server
 * that sends more has gone wrong.
 */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

/**
 * A black hole (packets dropped, no refusal) may hold a connection back for so long, in milliseconds. The request's
 * own deadline is obeyed before that; only the half-made socket lives on.
 */
const CONNECT_TIMEOUT_MS = 30_000;

/** Connections to one origin. */
export class Transport {
  readonly #pool: Pool;

  constructor(origin: string, maxResponseBytes: number = MAX_RESPONSE_BYTES) {
    // `connections` stays unset: a request that waits inside undici ignores its signal, so it never has to wait there.
    this.#pool = new Pool(origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: maxResponseBytes,
      connect: { timeout: CONNECT_TIMEOUT_MS },
    });
  }

  /**
   * Sends one request and reads all of its answer, within one deadline for connection, queue and body
   * (`timeoutMs`, milliseconds).
   * Rejects only with the signal's reason; everything else is a value.
   */
  send(request: Outgoing, timeoutMs: number, signal: AbortSignal): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const controller = new AbortController();
      const forget = onAbort(signal, () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
        controller.abort();
      });
      const timer = setTimeout(() => {
        forget();
        resolve({ kind: 'fault', code: TIMED_OUT, detail: `no complete answer within ${timeoutMs / 1000} s` });
        controller.abort();
      }, timeoutMs);
      // Never rejects. After a timeout or an abort its reply comes too late: the promise is settled.
      void this.#exchange(request, controller.signal, (reply) => {
        clearTimeout(timer);
        forget();
        resolve(reply);
      });
    });
  }

  /** Breaks every connection; safe to call twice. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #exchange(request: Outgoing, signal: AbortSignal, done: (reply: Reply) => void): Promise<void> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({ ...request, signal });
      done({ kind: 'response', status: statusCode, headers, body: await body.text() });
    } catch (error) {
      done({ kind: 'fault', code: codeOf(error), detail: describe(error) });
    }
  }
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
