import { availableParallelism } from 'node:os';
import { onAbort } from '../generation/abort-listeners.ts';
import { medianOf } from '../generation/median.ts';
import { WaitingLine } from '../generation/waiting-line.ts';
import { createWorkerThread, type WorkerThread } from '../text/worker-thread.ts';
import { validate, type ValidationResult } from '../validation/validate.ts';
import { validateBatch, type Validated } from '../validation/validate-batch.ts';
import type { Candidate } from '../vocabulary/candidate.ts';
import type { ValidationStep } from '../vocabulary/strategy.ts';
import { plainCandidate } from './profiled-candidate.ts';

/** Whoever validates candidates: the main thread itself, or threads beside it. */
export interface Judges {
  /** Threads that were started so far. */
  readonly threads: number;
  /** The verdict on a candidate. Rejects with what a rule of ours throws, or with the signal's reason. */
  judge(candidate: Candidate, steps: readonly ValidationStep[], signal: AbortSignal): Promise<ValidationResult>;
  /**
   * Resolves once fewer than {@link MOST_WAITING} candidates a thread wait: who makes more of them waits here. Rejects
   * with the signal's reason.
   */
  keepUp(signal: AbortSignal): Promise<void>;
  /** Ends the threads, whatever they are at; safe to call twice. */
  close(): Promise<void>;
}

/** Candidates that may wait for a thread: a quarter of a second's work. */
const MOST_WAITING = 1_000;
/** Candidates sent at a time: a message costs about as much as validating one. */
const BATCH = 32;
/** The longest that a batch may take, in milliseconds: a rule that does not end costs its candidate, never the run. */
const LIMIT_MS = 300_000;

/**
 * So many candidates are judged on the main thread first. Threads take over when one takes longer than so many
 * milliseconds: the median of the second half, when the code is compiled and whatever else runs on the machine weighs
 * little. A message and its answer cost about half of that, and a short run is over before a thread has started.
 */
const TRIAL = 500;
const WORTH_A_THREAD_MS = 0.05;

/**
 * Threads for `auto`: none on one core; one from two cores on, which validates more outputs a second than one process can
 * request (2,395 requests a second without and 3,640 with it, `eval/LOG.md`); two from eight on, for long outputs.
 */
export function judgeThreads(threads: number | 'auto', cores = availableParallelism()): number {
  if (threads !== 'auto') return threads;
  if (cores < 2) return 0;
  return cores < 8 ? 1 : 2;
}

/**
 * Judges on at most `threads` worker threads once validation proves costly, and on the main thread until then.
 * `uptime`: milliseconds on a clock that never jumps.
 */
export function createJudges(threads: number, uptime: () => number = () => performance.now()): Judges {
  return threads === 0 ? onMainThread : createBench(threads, uptime);
}

const onMainThread: Judges = {
  threads: 0,
  judge: async (candidate, steps) => validate(candidate, steps),
  keepUp: async () => {},
  close: async () => {},
};

interface Waiting {
  readonly candidate: Candidate;
  readonly steps: readonly ValidationStep[];
  readonly settle: (validated: Validated) => void;
}

function createBench(count: number, uptime: () => number): Judges {
  const module = new URL('../validation/validate-batch.js', import.meta.url);
  const threads: WorkerThread[] = [];
  const idle: WorkerThread[] = [];
  const start = (): WorkerThread | undefined => {
    if (threads.length === count) return undefined;
    const thread = createWorkerThread(module);
    threads.push(thread);
    return thread;
  };
  const waiting: Waiting[] = [];
  const held = new WaitingLine<void>();

  const work = async (thread: WorkerThread): Promise<void> => {
    while (waiting.length > 0) {
      await validateOn(thread, waiting.splice(0, BATCH));
      if (waiting.length < MOST_WAITING * count) while (held.serve()) continue;
    }
    idle.push(thread);
  };
  const trial: number[] = [];
  let costly = false;
  const onTrial = (candidate: Candidate, steps: readonly ValidationStep[]): ValidationResult => {
    const begun = uptime();
    try {
      return validate(candidate, steps);
    } finally {
      trial.push(uptime() - begun);
      if (trial.length === TRIAL) costly = (medianOf(trial.slice(TRIAL / 2)) ?? 0) >= WORTH_A_THREAD_MS;
    }
  };
  const onThread = (
    candidate: Candidate,
    steps: readonly ValidationStep[],
    signal: AbortSignal,
  ): Promise<ValidationResult> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const forget = onAbort(signal, () => reject(signal.reason as Error));
      const settle = ({ result, thrown }: Validated): void => {
        forget();
        if (result === undefined) reject(thrown);
        else resolve(result);
      };
      waiting.push({ candidate, steps, settle });
      const thread = idle.pop() ?? start();
      // Only when this turn of the loop is over: by then more may have come. Never rejects: errors go to candidates.
      if (thread !== undefined) setImmediate(() => void work(thread));
    });
  return {
    get threads() {
      return threads.length;
    },
    async judge(candidate, steps, signal) {
      if (costly) return onThread(candidate, steps, signal);
      return trial.length < TRIAL ? onTrial(candidate, steps) : validate(candidate, steps);
    },
    async keepUp(signal) {
      if (waiting.length >= MOST_WAITING * count) await held.join(signal);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** Validates a batch; when the thread dies of it, each of its candidates alone, so that only the one at fault fails. */
async function validateOn(thread: WorkerThread, batch: readonly Waiting[]): Promise<void> {
  try {
    const validated = await thread.run(validateBatch, batchOf(batch), { limitMs: LIMIT_MS });
    for (const [index, { settle }] of batch.entries()) settle(validated[index] ?? { thrown: new Error('No verdict.') });
  } catch (thrown) {
    if (batch.length === 1) batch[0]?.settle({ thrown });
    else for (const one of batch) await validateOn(thread, [one]);
  }
}

function batchOf(batch: readonly Waiting[]) {
  const steps = [...new Set(batch.map((one) => one.steps))];
  return {
    candidates: batch.map((one) => plainCandidate(one.candidate)),
    stepsOf: batch.map((one) => steps.indexOf(one.steps)),
    steps,
  };
}
