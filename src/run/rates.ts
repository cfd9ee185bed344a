/** Seconds that a rate looks back over, and cells of one second to do so: one is being filled. */
const WINDOW_SECONDS = 30;
const CELLS = WINDOW_SECONDS + 1;

/**
 * What happened per second over the last half minute: sums in one-second cells, in a ring, so that adding costs the
 * same at any rate and allocates nothing. `uptime`: milliseconds on a clock that never jumps.
 */
export class Rate {
  readonly #sums = new Float64Array(CELLS);
  /** The second that each cell is of. */
  readonly #seconds = new Float64Array(CELLS).fill(Number.NEGATIVE_INFINITY);
  readonly #uptime: () => number;
  readonly #begun: number;

  constructor(uptime: () => number) {
    this.#uptime = uptime;
    this.#begun = uptime();
  }

  add(amount: number): void {
    const second = Math.floor((this.#uptime() - this.#begun) / 1_000);
    const cell = second % CELLS;
    if (this.#seconds[cell] !== second) {
      this.#seconds[cell] = second;
      this.#sums[cell] = 0;
    }
    this.#sums[cell] = (this.#sums[cell] ?? 0) + amount;
  }

  perSecond(): number {
    const elapsed = (this.#uptime() - this.#begun) / 1_000;
    let sum = 0;
    for (let cell = 0; cell < CELLS; cell += 1) {
      if ((this.#seconds[cell] ?? 0) >= elapsed - WINDOW_SECONDS) sum += this.#sums[cell] ?? 0;
    }
    return sum / Math.max(1, Math.min(WINDOW_SECONDS, elapsed));
  }
}
