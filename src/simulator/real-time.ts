import type { Engine, Job } from './job.ts';

/** An engine that lives in real time: one timer wakes it for whatever comes next. */
export interface RealTimeEngine {
  submit(job: Job): void;
  cancel(job: Job): void;
  /** Brings the engine up to now, so that its counters are of this moment. */
  sync(): Engine;
  setSlowness(factor: number): void;
  /** Loses every job and every count. */
  reset(): void;
  /** Stops the clock for good. */
  close(): void;
}

/** Takes an engine and a clock in milliseconds that never goes back. */
export function runInRealTime(engine: Engine, clock: () => number): RealTimeEngine {
  const startedAt = clock();
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Infinity;
  let closed = false;

  const now = () => clock() - startedAt;
  function rest(): void {
    if (closed) return;
    let next = engine.nextEventAt();
    // What is due already (answers that take no time) is done at once, without a timer.
    if (next <= now()) {
      engine.advanceTo(now());
      next = engine.nextEventAt();
    }
    if (next === wakesAt) return;
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    wakesAt = next;
    if (next === Infinity) return;
    timer = setTimeout(wake, Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(next - now()))));
  }
  function wake(): void {
    timer = undefined;
    wakesAt = Infinity;
    engine.advanceTo(now());
    rest();
  }

  return {
    submit(job) {
      engine.advanceTo(now());
      engine.submit(job);
      rest();
    },
    cancel(job) {
      engine.advanceTo(now());
      engine.cancel(job);
      rest();
    },
    sync() {
      engine.advanceTo(now());
      return engine;
    },
    setSlowness(factor) {
      engine.advanceTo(now());
      engine.setSlowness(factor);
      rest();
    },
    reset() {
      engine.reset(now());
      rest();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
