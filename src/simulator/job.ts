/** What an engine is asked to do. */
export interface Job {
  readonly promptTokens: number;
  /** At least 1. */
  readonly outputTokens: number;
  /** Keys of the prompt's full blocks (`promptBlocks`). */
  readonly blocks: readonly number[];
  /** Called once, when the last token is made; never for a job that was cancelled or lost by a reset. */
  finished(timing: JobTiming): void;
}

/** When what happened to a job, in milliseconds of the engine's clock. */
export interface JobTiming {
  readonly arrivedAt: number;
  /** When it first left the line. */
  readonly startedAt: number;
  readonly firstTokenAt: number;
  readonly finishedAt: number;
}

/** Counters of an engine since its start or its last reset; times in milliseconds of its clock. */
export interface EngineCounters {
  /** Prompt tokens of requests whose prompts were read; tokens of answers made. */
  promptTokens: number;
  generationTokens: number;
  preemptions: number;
  /** Prompt tokens looked up in the prefix cache, and found there. */
  prefixQueries: number;
  prefixHits: number;
  /** Time with at least one request in the batch, and with so many that more would make it little faster. */
  activeMs: number;
  busyMs: number;
  /** Tokens that a full batch of such requests would have made in all this time, idle time included. */
  capacityTokens: number;
  peakRunning: number;
}

/** Counters that have counted nothing. */
export function createEngineCounters(): EngineCounters {
  return {
    promptTokens: 0,
    generationTokens: 0,
    preemptions: 0,
    prefixQueries: 0,
    prefixHits: 0,
    activeMs: 0,
    busyMs: 0,
    capacityTokens: 0,
    peakRunning: 0,
  };
}

/**
 * One simulated GPU as a state machine in virtual time: it does nothing by itself, only what `advanceTo` asks for. The
 * same calls at the same times give the same counters and the same order of finished jobs.
 */
export interface Engine {
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvUsage: number;
  /** Blocks of the KV cache. */
  readonly kvBlocks: number;
  /** As of the last `advanceTo`. */
  readonly counters: Readonly<EngineCounters>;
  /**
   * Takes a job at the time that it was last advanced to. Throws a `RangeError` when the KV cache could never hold it.
   */
  submit(job: Job): void;
  /** Drops a job; one that is not there changes nothing. */
  cancel(job: Job): void;
  /** Does everything up to this time. Time never goes back: an earlier one does nothing. */
  advanceTo(at: number): void;
  /** When something will happen next that nobody asks for: never (`Infinity`) when there is nothing to do. */
  nextEventAt(): number;
  /** From now on everything takes so many times as long; 1 is as fast as the profile. */
  setSlowness(factor: number): void;
  /** A new process: every job is lost, caches are empty, counters are at zero, at this time. */
  reset(at: number): void;
}
