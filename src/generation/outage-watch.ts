import { RewriteError } from '../vocabulary/error.ts';
import type { Clock } from './clock.ts';
import { formatDuration } from './duration.ts';
import type { OnEvent } from './events.ts';

/** What an {@link OutageWatch} needs to know. */
export interface OutageWatchOptions {
  /** The model's name, for messages. */
  readonly model: string;
  /** How long no endpoint may be usable, in milliseconds. */
  readonly outageLimitMs: number;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Every endpoint's last error. */
  readonly lastErrors: () => string;
  /** Whether anybody waits for an endpoint: a fleet of which nobody asks anything is no outage. */
  readonly wanted: () => boolean;
  /** Called once, when the outage has lasted too long. */
  readonly onOutage: (outage: RewriteError) => void;
}

/** How often an overdue outage is looked at again while nobody waits. */
const OVERDUE_MS = 1_000;

/**
 * Pauses and outages of one fleet. Told whether any endpoint works, it says when the fleet pauses and goes on; a pause
 * longer than the limit, with requests waiting, is an outage, which ends the run.
 */
export class OutageWatch {
  readonly #options: OutageWatchOptions;
  #pause: { readonly since: number; readonly ended: AbortController } | undefined;

  constructor(options: OutageWatchOptions) {
    this.#options = options;
  }

  /** To be told after every change. */
  update(anyWorks: boolean): void {
    const { clock, onEvent, model, signal, lastErrors } = this.#options;
    if (anyWorks && this.#pause !== undefined) {
      const { since, ended } = this.#pause;
      this.#pause = undefined;
      ended.abort();
      onEvent({ kind: 'resumed', model, pausedMs: Math.round(clock.now() - since) });
    } else if (!anyWorks && this.#pause === undefined) {
      this.#pause = { since: clock.now(), ended: new AbortController() };
      onEvent({ kind: 'paused', model, detail: lastErrors() });
      // Ends with the pause, with the outage, or when the fleet closes.
      const over = AbortSignal.any([this.#pause.ended.signal, signal]);
      void this.#watch(over).catch(unlessAborted(over));
    }
  }

  async #watch(over: AbortSignal): Promise<void> {
    const { clock, outageLimitMs, model, lastErrors, wanted, onOutage } = this.#options;
    await clock.sleep(outageLimitMs, over);
    while (!wanted()) await clock.sleep(OVERDUE_MS, over);
    onOutage(
      new RewriteError(
        'outage',
        `No endpoint of the model ${model} was usable for ${formatDuration(outageLimitMs)} (--outage-limit): ` +
          `${lastErrors()}. When they are back, run the same command again: it resumes.`,
      ),
    );
  }
}

/** Lets an error of work in the background surface, unless it is the end that was asked for. */
export function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
