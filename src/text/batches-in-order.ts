import { createWorkInOrder, type OrderedWork } from './work-in-order.ts';

/** Texts sent to a thread at a time: so many, or of so many characters together. */
const BATCH = 256;
const BATCH_CHARS = 1 << 20;

export interface BatchWork<Request, Answer> extends Omit<OrderedWork<Request, Answer>, 'take'> {
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
  requestOf,
  take,
  ...work
}: BatchWork<Request, Answer>): BatchesInOrder {
  /** Texts of each batch under way. */
  const sizes: number[] = [];
  let texts: string[] = [];
  let chars = 0;
  let taken = 0;
  const underWay = createWorkInOrder<Request, Answer>({
    ...work,
    take: async (answer) => {
      await take(answer, taken);
      taken += sizes.shift() ?? 0;
    },
  });
  const send = (): void => {
    if (texts.length === 0) return;
    underWay.send(requestOf(texts));
    sizes.push(texts.length);
    texts = [];
    chars = 0;
  };
  return {
    add(text) {
      texts.push(text);
      chars += text.length;
      if (texts.length < BATCH && chars < BATCH_CHARS) return false;
      send();
      return true;
    },
    keepUp: () => underWay.keepUp(),
    async end() {
      send();
      await underWay.end();
    },
    close: () => underWay.close(),
  };
}
