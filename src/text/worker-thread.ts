import { move, Piscina, transferableSymbol, valueSymbol } from 'piscina';

export interface WorkOptions {
  /** Memory that is handed over to the thread instead of copied; the caller can use it no more. */
  readonly transfer?: readonly ArrayBuffer[];
  /** The longest that the work may take, in milliseconds, the start of a thread included. Default: no limit. */
  readonly limitMs?: number;
}

/** One worker thread, and a new one after each that did not survive its work. */
export interface WorkerThread {
  /**
   * Calls a function that the thread's module exports under its own name. Rejects with what it throws, when it takes
   * longer than its limit, and when the thread dies of it, for want of memory say.
   */
  run<Request, Answer>(
    work: (request: Request) => Answer | Promise<Answer>,
    request: Request,
    options?: WorkOptions,
  ): Promise<Answer>;
  /** Ends the thread; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a thread for the functions of a module, which is given by the URL of its JavaScript. A thread loads nothing
 * else: when the sources run as TypeScript, the functions run on the main thread, and without a limit.
 */
export function createWorkerThread(module: URL): WorkerThread {
  if (import.meta.url.endsWith('.ts')) {
    return { run: async (work, request) => work(request), close: async () => {} };
  }
  const pool = new Piscina({ filename: module.href, minThreads: 1, maxThreads: 1 });
  // An error between two calls, a promise that nobody awaited say, costs the thread; the next call has another.
  pool.on('error', () => {});
  return {
    async run(work, request, { transfer = [], limitMs } = {}) {
      const overdue = new AbortController();
      const timer = limitMs === undefined ? undefined : setTimeout(() => overdue.abort(), limitMs);
      try {
        const options = { name: work.name, signal: overdue.signal, transferList: [...transfer] };
        return (await pool.run(request, options)) as Awaited<ReturnType<typeof work>>;
      } catch (error) {
        if (overdue.signal.aborted)
          throw new Error(`it took longer than ${(limitMs ?? 0) / 1_000} s`, { cause: error });
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => pool.destroy(),
  };
}

/** In a function for a worker thread: the answer, with the memory behind its arrays handed over instead of copied. */
export function handingOver<Answer extends object>(answer: Answer, arrays: readonly Uint8Array<ArrayBuffer>[]): Answer {
  Object.defineProperties(answer, {
    [transferableSymbol]: { value: arrays.map((array) => array.buffer) },
    [valueSymbol]: { value: answer },
  });
  return move(answer as never) as Answer;
}
