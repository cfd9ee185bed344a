import { createBatch, type Sequence } from './batch.ts';
import { createEngineCounters, type Engine, type EngineCounters, type Job } from './job.ts';
import { createKvCache } from './kv-cache.ts';
import { decodeStepMs, type EngineProfile, fullRate, saturatedBatch } from './profile.ts';
import { BLOCK_TOKENS, blocksOf } from './prompt-blocks.ts';
import { createWaitingLine } from './waiting-line.ts';

/** Context of a request that capacity is reckoned with before there was one, in tokens. */
const UNKNOWN_CONTEXT = 1000;

/** What wants to know how long tokens took: `tokens` of them came `ms` after those before them. */
export type DecodeObserver = (ms: number, tokens: number) => void;

/**
 * An engine with continuous batching, as vLLM's V1 scheduler does it, in steps:
 *
 * 1. Every request whose prompt is read gets one token. Where the KV cache lacks a block for that, the request that was
 *    admitted last is preempted: it loses its blocks, comes first in line, and is computed again, answer so far included.
 * 2. Prompts under way are read on, first come, first served, within the step's budget of tokens (chunked prefill).
 * 3. While slots, budget and blocks last, and nobody was preempted in this step, requests leave the line in order. What
 *    the prefix cache has of a prompt is not read again. Its first token comes with the step that reads its last part.
 *
 * Between two admissions or completions all steps are alike but for the context that grows, so any number of them is
 * done at once (a *run* of steps): the cost of a request does not depend on the length of its answer.
 */
export function createBatchEngine(profile: EngineProfile, observe: DecodeObserver = () => {}): Engine {
  const kvBlocks = Math.floor(profile.kvTokens / BLOCK_TOKENS);
  let kv = createKvCache(kvBlocks);
  let line = createWaitingLine<Sequence>();
  let batch = createBatch();
  let sequences = new Map<Job, Sequence>();
  let counters: EngineCounters = createEngineCounters();
  let cancelled: Sequence[] = [];

  /** How far the engine was advanced; the end of its last step, which is `clock` or earlier. */
  let clock = 0;
  let now = 0;
  let advancing = false;
  /** Steps done. */
  let step = 0;
  let slowness = 1;
  let context = UNKNOWN_CONTEXT;
  /** The run of steps under way: it began at `now`. None when there is nothing to do. */
  let stepsLeft = 0;
  let chunkTokens = 0;
  let completing: Sequence[] = [];

  /** Milliseconds of the first `steps` steps of the run. */
  function runMs(steps: number): number {
    const first = decodeStepMs(profile, batch.decoding, batch.contextTokens) + profile.prefillTokenMs * chunkTokens;
    const growth = profile.kvTokenMs * batch.decoding;
    return slowness * (steps * first + (growth * steps * (steps - 1)) / 2);
  }

  /** How many whole steps of the run are over at a time. */
  function stepsUntil(at: number): number {
    if (now + runMs(stepsLeft) <= at) return stepsLeft;
    const half = (profile.kvTokenMs * batch.decoding) / 2;
    const linear = runMs(1) / slowness - half;
    const budget = (at - now) / slowness;
    const root = half === 0 ? budget / linear : (Math.sqrt(linear ** 2 + 4 * half * budget) - linear) / (2 * half);
    // Rounding may have it wrong by one; the comparison with the clock decides, here as in `nextEventAt`.
    let steps = Math.max(0, Math.min(stepsLeft, Math.floor(root)));
    while (now + runMs(steps + 1) <= at) steps += 1;
    while (steps > 0 && now + runMs(steps) > at) steps -= 1;
    return steps;
  }

  /** Does the first `steps` steps of the run. */
  function settle(steps: number): void {
    const decoding = batch.decoding;
    const ms = runMs(steps);
    account(ms, slowness * profile.prefillTokenMs * chunkTokens);
    kv.grow(batch.demand(step, steps));
    batch.decoded(steps);
    counters.generationTokens += decoding * steps;
    if (decoding > 0) observe(ms / steps, decoding * steps);
    now += ms;
    clock = Math.max(clock, now);
    step += steps;
    stepsLeft -= steps;
    for (const sequence of completing) completePrompt(sequence);
    completing = [];
    for (let done = batch.takeFinished(step); done !== undefined; done = batch.takeFinished(step)) finish(done);
  }

  /** Counts time, of which `prefillMs` went into prompts. */
  function account(ms: number, prefillMs: number): void {
    if (batch.decoding > 0) context = batch.contextTokens / batch.decoding;
    if (batch.running > 0) {
      counters.activeMs += ms;
      if (batch.running >= saturatedBatch(profile, context) || line.length > 0) counters.busyMs += ms;
    }
    counters.capacityTokens += (ms - prefillMs) * (fullRate(profile, context) / slowness);
  }

  function completePrompt(sequence: Sequence): void {
    if (sequence.firstTokenAt === undefined) {
      sequence.firstTokenAt = now;
      counters.promptTokens += sequence.job.promptTokens;
    }
    counters.generationTokens += 1;
    batch.startDecoding(sequence, step);
  }

  function finish(sequence: Sequence): void {
    leaveBatch(sequence);
    // One that was cancelled during its last step is over without anybody to tell.
    if (!sequences.delete(sequence.job)) return;
    const { arrivedAt, startedAt = now, firstTokenAt = now } = sequence;
    sequence.job.finished({ arrivedAt, startedAt, firstTokenAt, finishedAt: now });
  }

  function leaveBatch(sequence: Sequence): void {
    const { blocks } = sequence.job;
    kv.release(blocks, blocksOf(batch.remove(sequence, step)) - blocks.length);
  }

  function preempt(sequence: Sequence): void {
    leaveBatch(sequence);
    sequence.place = 'line';
    line.comeFirst(sequence);
    counters.preemptions += 1;
  }

  /** Takes the first in line into the batch; false when the KV cache has no room for it beside this step's tokens. */
  function admit(sequence: Sequence): boolean {
    const { job } = sequence;
    const tokens = job.promptTokens + sequence.made;
    const held = kv.admit(job.blocks, blocksOf(tokens) - job.blocks.length, batch.demand(step, 1));
    if (held === undefined) return false;
    line.take();
    const cached = held * BLOCK_TOKENS;
    if (sequence.startedAt === undefined) {
      sequence.startedAt = now;
      counters.prefixQueries += job.promptTokens;
      counters.prefixHits += cached;
    }
    sequence.admittedTokens = tokens;
    sequence.promptLeft = tokens - cached;
    batch.admit(sequence);
    counters.peakRunning = Math.max(counters.peakRunning, batch.running);
    return true;
  }

  function drop(sequence: Sequence): void {
    if (sequence.place === 'line') line.leave(sequence);
    else if (sequence.place !== 'none') leaveBatch(sequence);
  }

  /** Decides about the next run of steps. */
  function plan(): void {
    for (const sequence of cancelled) drop(sequence);
    cancelled = [];
    let preempted = false;
    while (batch.demand(step, 1) > kv.available) {
      const newest = batch.newest();
      if (newest === undefined) break;
      preempt(newest);
      preempted = true;
    }

    let budget = profile.batchedTokens - batch.decoding;
    chunkTokens = 0;
    const read = (sequence: Sequence) => {
      const tokens = Math.min(sequence.promptLeft, budget);
      sequence.promptLeft -= tokens;
      budget -= tokens;
      chunkTokens += tokens;
      if (sequence.promptLeft === 0) completing.push(sequence);
    };
    for (const sequence of batch.prefilling) {
      if (budget <= 0) break;
      read(sequence);
    }
    const mayAdmit = () => !preempted && budget > 0 && batch.running < profile.slots;
    for (let first = line.peek(); mayAdmit() && first !== undefined && admit(first); first = line.peek()) read(first);

    if (batch.running === 0) stepsLeft = 0;
    else if (chunkTokens > 0 || preempted) stepsLeft = 1;
    else stepsLeft = batch.stepsWithin(step, kv.available, batch.stepsToFinish(step));
  }

  /** Something changed: the step under way is done to its end, then all is decided anew. */
  function interrupt(): void {
    if (advancing) return;
    if (stepsLeft === 0) plan();
    else stepsLeft = 1;
  }

  return {
    get running() {
      return batch.running;
    },
    get waiting() {
      return line.length;
    },
    get kvUsage() {
      return kv.usage;
    },
    kvBlocks,
    get counters() {
      return counters;
    },
    submit(job) {
      if (blocksOf(job.promptTokens + job.outputTokens) > kvBlocks) {
        throw new RangeError(
          `a request for ${job.promptTokens} + ${job.outputTokens} tokens can never fit a KV cache of ` +
            `${kvBlocks} blocks of ${BLOCK_TOKENS} tokens`,
        );
      }
      const sequence: Sequence = {
        job,
        arrivedAt: clock,
        startedAt: undefined,
        firstTokenAt: undefined,
        made: 0,
        place: 'line',
        promptLeft: 0,
        admittedTokens: 0,
        decodingSince: 0,
        finishStep: 0,
        older: undefined,
        newer: undefined,
      };
      sequences.set(job, sequence);
      line.join(sequence);
      interrupt();
    },
    cancel(job) {
      const sequence = sequences.get(job);
      if (sequence === undefined) return;
      sequences.delete(job);
      if (sequence.place === 'line') drop(sequence);
      else {
        cancelled.push(sequence);
        interrupt();
      }
    },
    advanceTo(at) {
      if (at <= clock) return;
      advancing = true;
      for (;;) {
        if (stepsLeft === 0) plan();
        if (stepsLeft === 0) {
          account(at - now, 0);
          now = at;
          break;
        }
        const steps = stepsUntil(at);
        if (steps === 0) break;
        settle(steps);
      }
      clock = at;
      advancing = false;
    },
    nextEventAt() {
      return stepsLeft === 0 ? Infinity : now + runMs(stepsLeft);
    },
    setSlowness(factor) {
      slowness = factor;
    },
    reset(at) {
      kv = createKvCache(kvBlocks);
      line = createWaitingLine();
      batch = createBatch();
      sequences = new Map();
      counters = createEngineCounters();
      cancelled = [];
      completing = [];
      stepsLeft = 0;
      chunkTokens = 0;
      clock = Math.max(clock, at);
      now = clock;
    },
  };
}
