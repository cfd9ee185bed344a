/** Tasks under way: how many there are, when they are all back, and what went wrong first. */
export class Flights {
  #count = 0;
  #landed: (() => void)[] = [];
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get count(): number {
    return this.#count;
  }

  /** Starts a piece of work; its error is reported and never thrown. */
  launch(work: () => Promise<void>): void {
    this.#count += 1;
    void work() // settles into `onError`, so nothing is left to await
      .catch(this.#onError)
      .finally(() => {
        this.#count -= 1;
        if (this.#count > 0) return;
        for (const resolve of this.#landed.splice(0)) resolve();
      });
  }

  /** Resolves when nothing is under way. */
  async landed(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#landed.push(resolve));
  }
}
