import { createHeap } from './heap.ts';
import type { Job } from './job.ts';
import { BLOCK_TOKENS } from './prompt-blocks.ts';

/** A job on its way through an engine. */
export interface Sequence {
  readonly job: Job;
  readonly arrivedAt: number;
  startedAt: number | undefined;
  firstTokenAt: number | undefined;
  /** Answer tokens made when it last left the batch, or began to decode. */
  made: number;
  place: 'line' | 'prefill' | 'decode' | 'none';
  /** Tokens that were to be read when it was admitted, and how many of them are still to be read. */
  admittedTokens: number;
  promptLeft: number;
  /** The step it decodes since, and the step after which its answer is whole. */
  decodingSince: number;
  finishStep: number;
  /** Neighbours in the batch, by admission. */
  older: Sequence | undefined;
  newer: Sequence | undefined;
}

/** The requests that an engine works on at once, and what their next steps need. Steps are counted by the engine. */
export interface Batch {
  readonly running: number;
  readonly decoding: number;
  /** Tokens of context of all that decode. */
  readonly contextTokens: number;
  /** Those whose prompts are not read to the end, first admitted first. */
  readonly prefilling: readonly Sequence[];
  /** The one that was admitted last. */
  newest(): Sequence | undefined;
  admit(sequence: Sequence): void;
  /** The prompt is read, and the first token made. */
  startDecoding(sequence: Sequence, step: number): void;
  /** Takes one out; its `made` is brought up to date. Returns the tokens of it that the KV cache holds. */
  remove(sequence: Sequence, step: number): number;
  /** Adds the context that so many steps have made. */
  decoded(steps: number): void;
  /** Blocks of the KV cache that the `steps` steps from `step` on need. */
  demand(step: number, steps: number): number;
  /** How many steps from `step` on need no more than so many blocks, at most `limit`. */
  stepsWithin(step: number, blocks: number, limit: number): number;
  /** Steps until the first answer is whole; `Infinity` when none is being made. */
  stepsToFinish(step: number): number;
  /** One whose answer is whole after `step` steps; it stays in the batch until it is removed. */
  takeFinished(step: number): Sequence | undefined;
}

/** An empty batch. */
export function createBatch(): Batch {
  const prefilling: Sequence[] = [];
  const finishing = createHeap<{ readonly sequence: Sequence; readonly since: number }>();
  /** By `step % 16`: how many begin a new block at such a step. */
  const beginnings = Array.from({ length: BLOCK_TOKENS }, () => 0);
  let newest: Sequence | undefined;
  let running = 0;
  let decoding = 0;
  let contextTokens = 0;

  const phaseOf = ({ decodingSince, admittedTokens }: Sequence): number =>
    (((decodingSince - admittedTokens) % BLOCK_TOKENS) + BLOCK_TOKENS) % BLOCK_TOKENS;

  function countPhase(sequence: Sequence, change: number): void {
    const phase = phaseOf(sequence);
    beginnings[phase] = (beginnings[phase] ?? 0) + change;
  }

  /** Forgets entries at the top whose sequence has left since; one that came back has an entry of its own. */
  function skipGone(): void {
    for (let top = finishing.peek(); top !== undefined; top = finishing.peek()) {
      if (top.sequence.place === 'decode' && top.sequence.decodingSince === top.since) return;
      finishing.pop();
    }
  }

  function demand(step: number, steps: number): number {
    let blocks = Math.floor(steps / BLOCK_TOKENS) * decoding;
    for (let at = step; at < step + (steps % BLOCK_TOKENS); at++) blocks += beginnings[at % BLOCK_TOKENS] ?? 0;
    return blocks;
  }

  return {
    get running() {
      return running;
    },
    get decoding() {
      return decoding;
    },
    get contextTokens() {
      return contextTokens;
    },
    prefilling,
    newest: () => newest,
    admit(sequence) {
      sequence.place = 'prefill';
      prefilling.push(sequence);
      sequence.older = newest;
      sequence.newer = undefined;
      if (newest !== undefined) newest.newer = sequence;
      newest = sequence;
      running += 1;
    },
    startDecoding(sequence, step) {
      prefilling.splice(prefilling.indexOf(sequence), 1);
      sequence.place = 'decode';
      sequence.made += 1;
      sequence.decodingSince = step;
      sequence.finishStep = step + sequence.job.outputTokens - sequence.made;
      finishing.push(sequence.finishStep, { sequence, since: step });
      countPhase(sequence, 1);
      decoding += 1;
      contextTokens += sequence.admittedTokens;
    },
    remove(sequence, step) {
      let tokens = sequence.admittedTokens;
      if (sequence.place === 'prefill') prefilling.splice(prefilling.indexOf(sequence), 1);
      else {
        const steps = step - sequence.decodingSince;
        tokens += steps;
        sequence.made += steps;
        countPhase(sequence, -1);
        decoding -= 1;
        contextTokens -= tokens;
      }
      if (sequence.newer === undefined) newest = sequence.older;
      else sequence.newer.older = sequence.older;
      if (sequence.older !== undefined) sequence.older.newer = sequence.newer;
      sequence.older = undefined;
      sequence.newer = undefined;
      sequence.place = 'none';
      running -= 1;
      return tokens;
    },
    decoded(steps) {
      contextTokens += decoding * steps;
    },
    demand,
    stepsWithin(step, blocks, limit) {
      if (decoding === 0) return limit;
      const rounds = Math.floor(blocks / decoding);
      let steps = rounds * BLOCK_TOKENS;
      while (steps < limit && demand(step, steps + 1) <= blocks) steps += 1;
      return Math.min(steps, limit);
    },
    stepsToFinish(step) {
      skipGone();
      return finishing.least() - step;
    },
    takeFinished(step) {
      skipGone();
      return finishing.least() <= step ? finishing.pop()?.sequence : undefined;
    },
  };
}
