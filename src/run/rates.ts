/** Seconds that a rate looks back over. */
const WINDOW_SECONDS = 30;

/** What happened per second over the last half minute: sums in one-second cells. `now` is in milliseconds. */
export class Rate {
  readonly #cells = new Map<number, number>();
  readonly #now: () => number;
  readonly #begun: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#begun = now();
  }

  add(amount: number): void {
    const second = Math.floor(this.#now() / 1_000);
    this.#cells.set(second, (this.#cells.get(second) ?? 0) + amount);
  }

  perSecond(): number {
    const now = this.#now();
    let sum = 0;
    for (const [second, amount] of this.#cells) {
      if (second * 1_000 < now - WINDOW_SECONDS * 1_000) this.#cells.delete(second);
      else sum += amount;
    }
    const seconds = Math.min(WINDOW_SECONDS, (now - this.#begun) / 1_000);
    return seconds > 0 ? sum / Math.max(1, seconds) : 0;
  }
}
