import { createHeap } from './heap.ts';
import { createEngineCounters, type Engine, type EngineCounters, type Job } from './job.ts';
import { createKvCache } from './kv-cache.ts';
import { BLOCK_TOKENS, blocksOf } from './prompt-blocks.ts';
import { createWaitingLine } from './waiting-line.ts';

/** A server whose speed does not depend on its load. */
export interface FlatRate {
  /** Milliseconds of every answer, and on top of them of each of its tokens. */
  readonly latencyMs: number;
  readonly tokenMs: number;
  /** Requests worked on at once; `Infinity` for any number. */
  readonly slots: number;
  /** Size of the KV cache and of its prefix cache, which cost no time and bound nothing here. */
  readonly kvTokens: number;
}

interface Running {
  readonly job: Job;
  readonly arrivedAt: number;
  startedAt: number;
  /** Private blocks that it holds; undefined where the KV cache was full. */
  held: number | undefined;
  place: 'line' | 'running' | 'none';
}

/** An engine that gives every request a pace of its own, whatever else it does. */
export function createFlatEngine(rate: FlatRate): Engine {
  const kvBlocks = Math.max(1, blocksOf(rate.kvTokens));
  let kv = createKvCache(kvBlocks);
  let line = createWaitingLine<Running>();
  let finishing = createHeap<Running>();
  let jobs = new Map<Job, Running>();
  let counters: EngineCounters = createEngineCounters();
  let running = 0;
  let clock = 0;
  let slowness = 1;

  function account(at: number): void {
    const ms = at - clock;
    if (ms <= 0) return;
    if (running > 0) counters.activeMs += ms;
    if (running >= rate.slots) counters.busyMs += ms;
    if (rate.tokenMs > 0 && rate.slots !== Infinity) counters.capacityTokens += (ms / rate.tokenMs) * rate.slots;
    clock = at;
  }

  function start(entry: Running): void {
    const { promptTokens, outputTokens, blocks } = entry.job;
    const privateBlocks = blocksOf(promptTokens + outputTokens) - blocks.length;
    const hits = kv.admit(blocks, privateBlocks, 0);
    counters.prefixQueries += promptTokens;
    counters.prefixHits += (hits ?? 0) * BLOCK_TOKENS;
    entry.held = hits === undefined ? undefined : privateBlocks;
    entry.place = 'running';
    entry.startedAt = clock;
    running += 1;
    counters.peakRunning = Math.max(counters.peakRunning, running);
    finishing.push(clock + slowness * (rate.latencyMs + rate.tokenMs * outputTokens), entry);
  }

  function leave(entry: Running): void {
    if (entry.held !== undefined) kv.release(entry.job.blocks, entry.held);
    entry.place = 'none';
    running -= 1;
    jobs.delete(entry.job);
  }

  function startWaiting(): void {
    while (running < rate.slots) {
      const next = line.take();
      if (next === undefined) return;
      start(next);
    }
  }

  /** When the next one is done; those at the top that were cancelled are forgotten. */
  function nextEventAt(): number {
    while (finishing.peek()?.place === 'none') finishing.pop();
    return finishing.least();
  }

  return {
    get running() {
      return running;
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
      const entry: Running = { job, arrivedAt: clock, startedAt: clock, held: undefined, place: 'line' };
      jobs.set(job, entry);
      line.join(entry);
      startWaiting();
    },
    cancel(job) {
      const entry = jobs.get(job);
      if (entry === undefined) return;
      if (entry.place === 'running') {
        leave(entry);
        startWaiting();
      } else {
        line.leave(entry);
        jobs.delete(job);
      }
    },
    advanceTo(at) {
      while (nextEventAt() <= at) {
        account(finishing.least());
        const entry = finishing.pop();
        if (entry === undefined) break;
        leave(entry);
        counters.promptTokens += entry.job.promptTokens;
        counters.generationTokens += entry.job.outputTokens;
        const firstTokenAt = entry.startedAt + slowness * (rate.latencyMs + rate.tokenMs);
        entry.job.finished({
          arrivedAt: entry.arrivedAt,
          startedAt: entry.startedAt,
          firstTokenAt: Math.min(firstTokenAt, clock),
          finishedAt: clock,
        });
        startWaiting();
      }
      account(at);
    },
    nextEventAt,
    setSlowness(factor) {
      slowness = factor;
    },
    reset(at) {
      account(at);
      kv = createKvCache(kvBlocks);
      line = createWaitingLine();
      finishing = createHeap();
      jobs = new Map();
      counters = createEngineCounters();
      running = 0;
    },
  };
}
