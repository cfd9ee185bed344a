import { onAbort } from './abort-listeners.ts';

/** Time as generation sees it, so that tests can run it faster. */
export interface Clock {
  /** Milliseconds on a clock that never jumps back: for intervals. */
  now(): number;
  /** Milliseconds since 1970: for dates that servers send. */
  wall(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  sleep: (ms, signal) => sleepFor(ms, signal),
};

/** Resolves after `ms` real milliseconds; rejects with the signal's reason when it aborts first. */
export function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
