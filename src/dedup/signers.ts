import { createWorkerThread } from '../text/worker-thread.ts';
import { signBatch, type SignedBatch } from './sign-batch.ts';

/** Texts sent to a thread at a time: so many, or of so many characters together. */
const BATCH = 256;
const BATCH_CHARS = 1 << 20;
/** Batches under way for each thread: one that it works on, one that waits. */
const BATCHES_AHEAD = 2;

/**
 * Worker threads that sign texts, a batch at a time. `take` is handed the batches in the order of the texts, each with
 * the number of its first text.
 */
export function createSigners(
  count: number,
  sketches: boolean,
  take: (signed: SignedBatch, firstRecord: number) => void,
) {
  const module = new URL('./sign-batch.js', import.meta.url);
  const threads = Array.from({ length: count }, () => createWorkerThread(module));
  const ahead: { readonly texts: number; readonly signed: Promise<SignedBatch> }[] = [];
  let texts: string[] = [];
  let chars = 0;
  let batches = 0;
  let taken = 0;
  const send = (): void => {
    if (texts.length === 0) return;
    const thread = threads[batches % count];
    if (thread === undefined) throw new Error(`There are ${count} threads.`);
    const signed = thread.run(signBatch, { texts, sketches });
    // Whoever awaits it is told; until then a failure is nobody's.
    signed.catch(() => {});
    ahead.push({ texts: texts.length, signed });
    batches += 1;
    texts = [];
    chars = 0;
  };
  const takeUntil = async (left: number): Promise<void> => {
    while (ahead.length > left) {
      const next = ahead.shift();
      if (next === undefined) return;
      take(await next.signed, taken);
      taken += next.texts;
    }
  };
  return {
    /** Adds a text; true when a batch went out. */
    add(text: string): boolean {
      texts.push(text);
      chars += text.length;
      if (texts.length < BATCH && chars < BATCH_CHARS) return false;
      send();
      return true;
    },
    /** Waits until no more batches are under way than the threads need. */
    keepUp: () => takeUntil(BATCHES_AHEAD * count),
    async end(): Promise<void> {
      send();
      await takeUntil(0);
    },
    async close(): Promise<void> {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
