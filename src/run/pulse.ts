/** Milliseconds between two beats. */
const BEAT = 50;

/**
 * A regular beat: tells how many milliseconds passed since the last one, and how many of them it came late because the
 * process was busy with something else (or stopped). It keeps no process alive.
 */
export class Pulse {
  readonly #uptime: () => number;
  readonly #onBeat: (passed: number, late: number) => void;
  readonly #timer: NodeJS.Timeout;
  #last: number;
  #lastBeat: number;
  #stopped = false;

  /** `uptime`: milliseconds on a clock that never jumps. `since`: on that clock, what the first beat counts from. */
  constructor(uptime: () => number, since: number, onBeat: (passed: number, late: number) => void) {
    this.#uptime = uptime;
    this.#onBeat = onBeat;
    this.#last = since;
    this.#lastBeat = uptime();
    this.#timer = setInterval(() => {
      const before = this.#lastBeat;
      const passed = this.#pass();
      this.#onBeat(passed, Math.max(0, this.#lastBeat - before - BEAT));
    }, BEAT);
    this.#timer.unref();
  }

  /** Beats once more for what is left, and ends; safe to call twice. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#onBeat(this.#pass(), 0);
  }

  #pass(): number {
    const now = this.#uptime();
    const passed = Math.max(0, now - this.#last);
    this.#last = now;
    this.#lastBeat = now;
    return passed;
  }
}
