import { onAbort } from './abort-listeners.ts';

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
  readonly forget: () => void;
  /** False once it left the line by abort; skipped when it comes to the front. */
  waiting: boolean;
}

/**
 * A first-in, first-out line of promises. Joining, leaving by abort and serving take constant time (amortised):
 * whoever leaves is only marked, and its place is cleared when it reaches the front.
 */
export class WaitingLine<T> {
  #line: Waiter<T>[] = [];
  #front = 0;
  #size = 0;

  /** Those still waiting. */
  get size(): number {
    return this.#size;
  }

  /** Waits for {@link serve}; rejects with the signal's reason when it aborts first. */
  join(signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const waiter: Waiter<T> = {
        resolve,
        reject,
        waiting: true,
        forget: onAbort(signal, () => {
          waiter.waiting = false;
          this.#size -= 1;
          reject(signal.reason as Error);
        }),
      };
      this.#line.push(waiter);
      this.#size += 1;
    });
  }

  /** Resolves the first in line; false when nobody waits. */
  serve(value: T): boolean {
    const waiter = this.#shift();
    waiter?.resolve(value);
    return waiter !== undefined;
  }

  /** Rejects everyone in line. */
  rejectAll(reason: unknown): void {
    for (let waiter = this.#shift(); waiter !== undefined; waiter = this.#shift()) waiter.reject(reason);
  }

  #shift(): Waiter<T> | undefined {
    while (this.#front < this.#line.length) {
      const waiter = this.#line[this.#front];
      this.#front += 1;
      if (this.#front > 1024 && this.#front * 2 > this.#line.length) {
        this.#line = this.#line.slice(this.#front);
        this.#front = 0;
      }
      if (waiter?.waiting === true) {
        waiter.waiting = false;
        waiter.forget();
        this.#size -= 1;
        return waiter;
      }
    }
    this.#line = [];
    this.#front = 0;
    return undefined;
  }
}
