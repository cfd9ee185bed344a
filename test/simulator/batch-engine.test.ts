import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchEngine } from '../../src/simulator/batch-engine.ts';
import type { Engine, Job, JobTiming } from '../../src/simulator/job.ts';
import type { EngineProfile } from '../../src/simulator/profile.ts';
import { BLOCK_TOKENS } from '../../src/simulator/prompt-blocks.ts';

const PROFILE: EngineProfile = {
  stepMs: 5,
  sequenceMs: 0.02,
  kvTokenMs: 0.0001,
  prefillTokenMs: 0.01,
  kvTokens: 4096,
  slots: 16,
  batchedTokens: 512,
};

interface Done {
  readonly number: number;
  readonly timing: JobTiming;
}

function job(number: number, promptTokens: number, outputTokens: number, done: Done[], blocks: number[] = []): Job {
  return { promptTokens, outputTokens, blocks, finished: (timing) => done.push({ number, timing }) };
}

function runOut(engine: Engine): void {
  while (engine.nextEventAt() < Infinity) engine.advanceTo(engine.nextEventAt());
}

describe('createBatchEngine', () => {
  it('takes a step to read a prompt and one for each further token', () => {
    const done: Done[] = [];
    const engine = createBatchEngine({ ...PROFILE, sequenceMs: 0, kvTokenMs: 0 });
    engine.submit(job(0, 100, 11, done));
    runOut(engine);
    expect(done[0]?.timing).toMatchObject({ arrivedAt: 0, startedAt: 0 });
    expect(done[0]?.timing.firstTokenAt).toBeCloseTo(5 + 100 * 0.01, 9);
    expect(done[0]?.timing.finishedAt).toBeCloseTo(6 + 10 * 5, 9);
    expect(engine.counters).toMatchObject({ promptTokens: 100, generationTokens: 11, preemptions: 0 });
  });

  it('reads a prompt longer than the budget of a step in several steps', () => {
    const done: Done[] = [];
    const engine = createBatchEngine(PROFILE);
    engine.submit(job(0, 1200, 1, done));
    runOut(engine);
    expect(done[0]?.timing.finishedAt).toBeCloseTo(3 * PROFILE.stepMs + 1200 * PROFILE.prefillTokenMs, 9);
  });

  it('does not read again what the prefix cache has', () => {
    const blocks = Array.from({ length: 30 }, (_, index) => index);
    const done: Done[] = [];
    const engine = createBatchEngine(PROFILE);
    for (const number of [0, 1]) {
      engine.submit(job(number, 500, 1, done, blocks));
      runOut(engine);
    }
    const took = done.map(({ timing }) => timing.finishedAt - timing.arrivedAt);
    expect((took[0] ?? 0) - (took[1] ?? 0)).toBeCloseTo(30 * BLOCK_TOKENS * PROFILE.prefillTokenMs, 9);
    expect(engine.counters).toMatchObject({ prefixQueries: 1000, prefixHits: 30 * BLOCK_TOKENS, promptTokens: 1000 });
  });

  it('preempts the newest when the KV cache is full, counts it, and finishes everyone nevertheless', () => {
    const done: Done[] = [];
    const engine = createBatchEngine({ ...PROFILE, kvTokens: 1024 });
    for (let number = 0; number < 8; number++) engine.submit(job(number, 120, 300, done));
    runOut(engine);
    expect(engine.counters.preemptions).toBeGreaterThan(0);
    expect(engine.counters.generationTokens).toBe(8 * 300);
    expect(done.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(engine).toMatchObject({ running: 0, waiting: 0, kvUsage: 0 });
  });

  it('refuses what its KV cache could never hold', () => {
    expect(() => createBatchEngine(PROFILE).submit(job(0, 4000, 100, []))).toThrow(RangeError);
  });

  it('tells nobody of a job that was cancelled during its last step', () => {
    const done: Done[] = [];
    const engine = createBatchEngine(PROFILE);
    const last = job(0, 100, 1, done);
    engine.submit(last);
    engine.advanceTo(1);
    engine.cancel(last);
    runOut(engine);
    expect(done).toEqual([]);
    expect(engine).toMatchObject({ running: 0, waiting: 0, kvUsage: 0 });
  });

  it('works at the factor of its slowness, loses everything in a reset, and goes on', () => {
    const done: Done[] = [];
    const engine = createBatchEngine({ ...PROFILE, sequenceMs: 0, kvTokenMs: 0 });
    engine.submit(job(0, 100, 100, done));
    engine.advanceTo(20);
    engine.reset(20);
    expect(engine).toMatchObject({ running: 0, waiting: 0, kvUsage: 0 });
    expect(engine.counters.promptTokens).toBe(0);
    engine.setSlowness(3);
    engine.submit(job(1, 100, 11, done));
    runOut(engine);
    expect(done.map(({ number }) => number)).toEqual([1]);
    expect(done[0]?.timing.finishedAt).toBeCloseTo(20 + 3 * 56, 9);
  });

  const requests = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 2000, noNaN: true }),
      prompt: fc.integer({ min: 1, max: 700 }),
      output: fc.integer({ min: 1, max: 200 }),
      shared: fc.integer({ min: 0, max: 3 }),
      leavesAfter: fc.option(fc.double({ min: 0, max: 500, noNaN: true }), { nil: undefined, freq: 4 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  function play(asked: readonly Asked[], pollMs?: number) {
    const engine = createBatchEngine({ ...PROFILE, kvTokens: 1600, slots: 8 });
    const done: Done[] = [];
    const left = new Set<number>();
    const events = asked.flatMap(({ at, prompt, output, shared, leavesAfter }, number) => {
      const blocks = Array.from(
        { length: Math.floor((prompt - 1) / BLOCK_TOKENS) },
        (_, index) => shared * 1000 + index,
      );
      const work = job(number, prompt, output, done, blocks);
      const arrive = { at, act: () => engine.submit(work) };
      if (leavesAfter === undefined) return [arrive];
      const leave = () => {
        if (!done.some((each) => each.number === number)) left.add(number);
        engine.cancel(work);
      };
      return [arrive, { at: at + leavesAfter, act: leave }];
    });
    let last = 0;
    for (const { at, act } of events.toSorted((one, other) => one.at - other.at)) {
      for (let poll = last + (pollMs ?? Infinity); poll < at; poll += pollMs ?? Infinity) engine.advanceTo(poll);
      engine.advanceTo(at);
      act();
      last = at;
    }
    runOut(engine);
    return { engine, done, left };
  }
  interface Asked {
    readonly at: number;
    readonly prompt: number;
    readonly output: number;
    readonly shared: number;
    readonly leavesAfter: number | undefined;
  }

  it('loses nothing, keeps order and time, and has its KV cache back in the end, whatever comes and leaves', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const { engine, done, left } = play(asked);
        expect(done.length + left.size).toBe(asked.length);
        expect(new Set([...done.map(({ number }) => number), ...left]).size).toBe(asked.length);
        expect(engine).toMatchObject({ running: 0, waiting: 0, kvUsage: 0 });
        for (const { timing } of done) {
          expect(timing.startedAt).toBeGreaterThanOrEqual(timing.arrivedAt);
          expect(timing.firstTokenAt).toBeGreaterThan(timing.startedAt);
          expect(timing.finishedAt).toBeGreaterThanOrEqual(timing.firstTokenAt);
        }
        const byArrival = done.toSorted(
          (one, other) => one.timing.arrivedAt - other.timing.arrivedAt || one.number - other.number,
        );
        byArrival.forEach(({ timing }, index) => {
          expect(timing.startedAt).toBeGreaterThanOrEqual(byArrival[index - 1]?.timing.startedAt ?? 0);
        });
        expect(done.map(({ timing }) => timing.finishedAt)).toEqual(
          done.map(({ timing }) => timing.finishedAt).toSorted((one, other) => one - other),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('does the same whether it is looked at often or never', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const [seldom, often] = [play(asked), play(asked, 1.7)];
        expect(often.done.map(({ number }) => number)).toEqual(seldom.done.map(({ number }) => number));
        often.done.forEach(({ timing }, index) => {
          expect(timing.finishedAt).toBeCloseTo(seldom.done[index]?.timing.finishedAt ?? 0, 6);
        });
        expect(play(asked).done).toEqual(seldom.done);
      }),
      { numRuns: 60 },
    );
  });
});
