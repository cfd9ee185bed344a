import { WaitingLine } from './waiting-line.ts';

/**
 * Requests in flight, bounded: a first-in, first-out semaphore whose limit may change while it is in use. Lowering
 * the limit below what is in use takes nothing back; slots are just not given out again until enough were released.
 */
export class Slots {
  #limit: number;
  #inUse = 0;
  readonly #acquiring = new WaitingLine<void>();
  readonly #looking = new WaitingLine<void>();

  /** @throws RangeError unless `limit` is a positive integer. */
  constructor(limit: number) {
    this.#limit = checked(limit);
  }

  /** Slots there are. */
  get limit(): number {
    return this.#limit;
  }

  /** Slots taken. */
  get inUse(): number {
    return this.#inUse;
  }

  /** Slots that can be taken now. */
  get available(): number {
    return Math.max(0, this.#limit - this.#inUse);
  }

  /** Callers of {@link acquire} in line. */
  get waiting(): number {
    return this.#acquiring.size;
  }

  /** Takes a slot, in order of asking. Rejects with the signal's reason when it aborts first: then no slot is held. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.available > 0 && this.waiting === 0) {
      this.#inUse += 1;
      return;
    }
    await this.#acquiring.join(signal);
  }

  /** Gives a slot back. @throws RangeError when none is taken. */
  release(): void {
    if (this.#inUse === 0) throw new RangeError('A slot was released that nobody had acquired.');
    this.#inUse -= 1;
    this.#serve();
  }

  /**
   * Waits until a slot could be had at once, without taking it: whoever pulls tasks waits here, so that reading never
   * runs ahead of the slots. No reservation: look again after whatever else was awaited.
   */
  async room(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.available === 0 || this.waiting > 0) await this.#looking.join(signal);
  }

  /** Changes the number of slots. @throws RangeError unless it is a positive integer. */
  setLimit(limit: number): void {
    this.#limit = checked(limit);
    this.#serve();
  }

  #serve(): void {
    while (this.#inUse < this.#limit && this.#acquiring.size > 0) {
      this.#inUse += 1;
      this.#acquiring.serve();
    }
    if (this.available === 0 || this.waiting > 0) return;
    for (let looking = this.#looking.size; looking > 0; looking--) this.#looking.serve();
  }
}

function checked(limit: number): number {
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new RangeError(`A limit of slots is a positive integer, not ${String(limit)}.`);
}
