/** Exit codes of an interrupted run, as shells have them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

type StopSignal = keyof typeof EXIT_CODES;

/** The reason of the stop signal: a command that it reaches in the middle ends with the signal's exit code. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
    this.exitCode = EXIT_CODES[signal];
  }
}

/** SIGINT and SIGTERM, turned into an AbortSignal; the second one ends the process at once. */
export interface SignalWatch {
  readonly stop: AbortSignal;
  /** Calls back with the first signal. */
  onStop(tell: (signal: StopSignal) => void): void;
  /** 130 or 143 after a signal. */
  exitCode(): number;
  close(): void;
}

export function watchSignals(): SignalWatch {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  let tell: (signal: StopSignal) => void = () => {};
  const handle = (signal: StopSignal) => {
    if (received !== undefined) process.exit(EXIT_CODES[signal]);
    received = signal;
    tell(signal);
    controller.abort(new Interrupted(signal));
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    stop: controller.signal,
    onStop: (callback) => {
      tell = callback;
    },
    exitCode: () => EXIT_CODES[received ?? 'SIGINT'],
    close() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
