import { createWorkerThread, type WorkerThread } from './worker-thread.ts';

/** Texts sent to a thread at a time: so many, or of so many characters together. */
const BATCH = 256;
const BATCH_CHARS = 1 << 20;
/** Batches under way for each thread: one that it works on, one that waits. */
const BATCHES_AHEAD = 2;

export interface BatchWork<Request, Answer> {
  /** The URL of the module's JavaScript that exports `work` under its own name. */
  readonly module: URL;
  /** Worker threads; with none the main thread does the work. */
  readonly threads: number;
  /** What is done to a batch: a pure function of plain values. */
  readonly work: (request: Request) => Answer | Promise<Answer>;
  readonly requestOf: (texts: readonly string[]) => Request;
  /** Takes an answer and the number of its first text, counted from 0; the next one comes when it is done. */
  readonly take: (answer: Answer, first: number) => void | Promise<void>;
}

/** Texts worked on in batches, the answers in the order of the texts. */
export interface BatchesInOrder {
  /** Adds a text; true when a batch went out: time to `keepUp`. */
  add(text: string): boolean;
  /** Waits until no more batches are under way than the threads need. Rejects with what `work` or `take` throws. */
  keepUp(): Promise<void>;
  /** Sends what is left and waits for all. Rejects likewise. */
  end(): Promise<void>;
  /** Ends the threads; safe to call twice. */
  close(): Promise<void>;
}

/** Starts the threads. */
export function createBatchesInOrder<Request, Answer>({
  module,
  threads: count,
  work,
  requestOf,
  take,
}: BatchWork<Request, Answer>): BatchesInOrder {
  const threads = Array.from({ length: count }, () => createWorkerThread(module));
  const workers: readonly Pick<WorkerThread, 'run'>[] = count > 0 ? threads : [onMainThread];
  const ahead: { readonly texts: number; readonly answer: Promise<Answer> }[] = [];
  let texts: string[] = [];
  let chars = 0;
  let batches = 0;
  let taken = 0;
  const send = (): void => {
    if (texts.length === 0) return;
    const worker = workers[batches % workers.length] ?? onMainThread;
    const answer = worker.run(work, requestOf(texts));
    // Whoever awaits it is told; until then a failure is nobody's.
    answer.catch(() => {});
    ahead.push({ texts: texts.length, answer });
    batches += 1;
    texts = [];
    chars = 0;
  };
  const takeUntil = async (left: number): Promise<void> => {
    while (ahead.length > left) {
      const next = ahead.shift();
      if (next === undefined) return;
      await take(await next.answer, taken);
      taken += next.texts;
    }
  };
  return {
    add(text) {
      texts.push(text);
      chars += text.length;
      if (texts.length < BATCH && chars < BATCH_CHARS) return false;
      send();
      return true;
    },
    keepUp: () => takeUntil(BATCHES_AHEAD * count),
    async end() {
      send();
      await takeUntil(0);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

const onMainThread: Pick<WorkerThread, 'run'> = { run: async (work, request) => work(request) };
