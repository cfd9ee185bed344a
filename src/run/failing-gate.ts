/** Finished tasks the gate looks back on, and the part of them whose failure stops a run. */
const WINDOW = 1_000;
const MOST_FAILING = 0.5;

/**
 * Keeps a sick server from burning the corpus: trips when more than half of the last 1,000 finished tasks failed for
 * other than their document's fault. The tasks are deferred, so a resumed run tries them again.
 */
export class FailingGate {
  readonly #recent: boolean[] = [];
  #failing = 0;

  /** Notes a finished task; returns true when the run must stop. */
  note(failed: boolean): boolean {
    this.#recent.push(failed);
    if (failed) this.#failing += 1;
    if (this.#recent.length > WINDOW && this.#recent.shift()) this.#failing -= 1;
    return this.#recent.length === WINDOW && this.#failing > WINDOW * MOST_FAILING;
  }
}
