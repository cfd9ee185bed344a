import { createBatchEngine } from './batch-engine.ts';
import type { JobTiming } from './job.ts';
import { drawLength, type Spread } from './lengths.ts';
import type { EngineProfile } from './profile.ts';
import { BLOCK_TOKENS } from './prompt-blocks.ts';

/** The requests of a corpus, as far as they cost time. */
export interface Workload {
  readonly documentTokens: Spread;
  readonly instructionTokens: number;
  readonly rewritesPerDocument: number;
  /** Length of answers, or their share of the document's length. */
  readonly output: { readonly tokens: Spread } | { readonly ratio: number };
  /** Most tokens of prompt and answer together; longer documents are cut to it. */
  readonly contextLength: number;
}

/** What one GPU does with so many requests in flight, once it is warm. Times in seconds. */
export interface Load {
  readonly concurrency: number;
  readonly tokensPerSecond: number;
  readonly requestsPerSecond: number;
  readonly latencyP50: number;
  readonly latencyP95: number;
  readonly firstTokenP50: number;
  /** On average over the times that a request is done. */
  readonly running: number;
  readonly waiting: number;
  readonly kvUsage: number;
  readonly preemptionsPerRequest: number;
  readonly prefixHitRate: number;
  /** Mean lengths of what was measured. */
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** The start is not measured: so many rounds of all requests in flight. Then at least so many requests are. */
export const WARM_UP_ROUNDS = 3;
const MEASURED_ROUNDS = 6;
const LEAST_MEASURED = 3_000;

/**
 * Runs one GPU in virtual time with always as many requests in flight, each followed by the next at once.
 * A function of its arguments; some thousand requests take tens of milliseconds.
 */
export function simulateLoad(profile: EngineProfile, workload: Workload, concurrency: number, seed: number): Load {
  const engine = createBatchEngine(profile);
  const nextRequest = createRequests(workload, seed);
  const warmUp = WARM_UP_ROUNDS * concurrency;
  const measured = Math.max(LEAST_MEASURED, MEASURED_ROUNDS * concurrency);

  let done = 0;
  let startedAt = 0;
  let finishedAt = 0;
  let before = { ...engine.counters };
  const sums = { running: 0, waiting: 0, kvUsage: 0, promptTokens: 0, answerTokens: 0 };
  const latencies: number[] = [];
  const firstTokens: number[] = [];

  function submit(): void {
    const { promptTokens, outputTokens, blocks } = nextRequest();
    engine.submit({
      promptTokens,
      outputTokens,
      blocks,
      finished(timing) {
        count(timing, promptTokens, outputTokens);
        submit();
      },
    });
  }
  function count(timing: JobTiming, promptTokens: number, outputTokens: number): void {
    done += 1;
    if (done === warmUp) {
      startedAt = timing.finishedAt;
      before = { ...engine.counters };
    }
    if (done <= warmUp || done > warmUp + measured) return;
    finishedAt = timing.finishedAt;
    latencies.push(timing.finishedAt - timing.arrivedAt);
    firstTokens.push(timing.firstTokenAt - timing.arrivedAt);
    // The one that is done has left already.
    sums.running += engine.running + 1;
    sums.waiting += engine.waiting;
    sums.kvUsage += engine.kvUsage;
    sums.promptTokens += promptTokens;
    sums.answerTokens += outputTokens;
  }

  for (let number = 0; number < concurrency; number++) submit();
  const isDone = () => done >= warmUp + measured;
  while (!isDone()) engine.advanceTo(engine.nextEventAt());

  const seconds = (finishedAt - startedAt) / 1000;
  const { counters } = engine;
  const queries = counters.prefixQueries - before.prefixQueries;
  latencies.sort((one, other) => one - other);
  firstTokens.sort((one, other) => one - other);
  return {
    concurrency,
    tokensPerSecond: sums.answerTokens / seconds,
    requestsPerSecond: measured / seconds,
    latencyP50: quantile(latencies, 0.5) / 1000,
    latencyP95: quantile(latencies, 0.95) / 1000,
    firstTokenP50: quantile(firstTokens, 0.5) / 1000,
    running: sums.running / measured,
    waiting: sums.waiting / measured,
    kvUsage: sums.kvUsage / measured,
    preemptionsPerRequest: (counters.preemptions - before.preemptions) / measured,
    prefixHitRate: queries === 0 ? 0 : (counters.prefixHits - before.prefixHits) / queries,
    promptTokens: sums.promptTokens / measured,
    answerTokens: sums.answerTokens / measured,
  };
}

interface PlannedRequest {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly blocks: readonly number[];
}

/** The requests of a corpus in order: a document's one after the other. Only the document's blocks are shared. */
function createRequests(workload: Workload, seed: number): () => PlannedRequest {
  const { documentTokens, instructionTokens, rewritesPerDocument, output, contextLength } = workload;
  let number = 0;
  let blocks: number[] = [];
  let document = 0;
  let nextKey = 0;
  return () => {
    const room = Math.max(1, contextLength - instructionTokens - 1);
    if (number % rewritesPerDocument === 0) {
      document = Math.min(room, drawLength(documentTokens, seed, 'document', number));
      blocks = Array.from({ length: Math.floor(document / BLOCK_TOKENS) }, () => nextKey++ % 2 ** 30);
    }
    const wanted =
      'ratio' in output ? Math.round(output.ratio * document) : drawLength(output.tokens, seed, 'answer', number);
    const promptTokens = document + instructionTokens;
    number += 1;
    return { promptTokens, outputTokens: Math.max(1, Math.min(wanted, contextLength - promptTokens)), blocks };
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
