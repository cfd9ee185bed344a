import { createWorkerThread, type WorkerThread, type WorkOptions } from './worker-thread.ts';

/** Requests under way for each thread: one that it works on, one that waits. */
const AHEAD = 2;

export interface OrderedWork<Request, Answer> {
  /** The URL of the module's JavaScript that exports `work` under its own name. */
  readonly module: URL;
  /** Worker threads; with none the main thread does the work. */
  readonly threads: number;
  /** A pure function of plain values. */
  readonly work: (request: Request) => Answer | Promise<Answer>;
  /** Takes an answer; the next one comes when it is done. */
  readonly take: (answer: Answer) => void | Promise<void>;
}

/** Requests answered on threads, the answers in the order of the requests. */
export interface WorkInOrder<Request> {
  /** Sends a request to the next thread; time to `keepUp`. */
  send(request: Request, options?: Pick<WorkOptions, 'transfer'>): void;
  /** Waits until no more requests are under way than the threads need. Rejects with what `work` or `take` throws. */
  keepUp(): Promise<void>;
  /** Waits for all. Rejects likewise. */
  end(): Promise<void>;
  /** Ends the threads; safe to call twice. */
  close(): Promise<void>;
}

/** Starts the threads. */
export function createWorkInOrder<Request, Answer>({
  module,
  threads: count,
  work,
  take,
}: OrderedWork<Request, Answer>): WorkInOrder<Request> {
  const threads = Array.from({ length: count }, () => createWorkerThread(module));
  const workers: readonly Pick<WorkerThread, 'run'>[] = count > 0 ? threads : [onMainThread];
  const ahead: Promise<Answer>[] = [];
  let sent = 0;
  const takeUntil = async (left: number): Promise<void> => {
    while (ahead.length > left) {
      const next = ahead.shift();
      if (next !== undefined) await take(await next);
    }
  };
  return {
    send(request, options) {
      const worker = workers[sent % workers.length] ?? onMainThread;
      const answer = worker.run(work, request, options);
      // Whoever awaits it is told; until then a failure is nobody's.
      answer.catch(() => {});
      ahead.push(answer);
      sent += 1;
    },
    keepUp: () => takeUntil(AHEAD * count),
    end: () => takeUntil(0),
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

const onMainThread: Pick<WorkerThread, 'run'> = { run: async (work, request) => work(request) };
