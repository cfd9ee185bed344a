import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Module from '../../src/run/judges.ts';
import { validate } from '../../src/validation/validate.ts';
import type { Candidate } from '../../src/vocabulary/candidate.ts';

/** What `npm run build` made of the sources: only JavaScript has worker threads. */
const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/run/judges.js')).href;
const { createJudges, judgeThreads } = (await import(built)) as typeof Module;
type Judges = Module.Judges;

const STEPS = [
  { validator: 'finish', bounds: {} },
  { validator: 'length', bounds: { min_tokens: 5, min_ratio: 0.1, max_ratio: 2 } },
  { validator: 'refusal', bounds: {} },
];
const never = new AbortController().signal;
const MISSING = [{ validator: 'missing', bounds: {} }];

function candidate(text: string): Candidate {
  return {
    text,
    source: 'The old mill stands by the river. It was built in 1820 and ground corn until 1951.',
    title: '',
    language: 'en',
    finishReason: 'stop',
    kind: 'text',
    byLanguageModel: true,
    instruction: '',
  };
}

const TEXTS = [
  'A mill of 1820 stands by the river.',
  'Short.',
  'I am sorry, but I cannot help with that request.',
  'It ground corn until 1951. '.repeat(20),
];
const many = Array.from({ length: 200 }, (_, index) => candidate(`${TEXTS[index % TEXTS.length]} ${index}`));

/** Judges who have found validation to take a millisecond each, so that threads are at work from now on. */
async function afterTrial(threads: number): Promise<Judges> {
  let ms = 0;
  const judges = createJudges(threads, () => ms++);
  for (let trial = 0; trial < 500; trial++) await judges.judge(candidate('A mill stands by the river.'), STEPS, never);
  return judges;
}

describe('judges', () => {
  it.each([0, 1, 2])('say the same on %i threads as validation itself', async (threads) => {
    const judges = await afterTrial(threads);
    const verdicts = await Promise.all(many.map((one) => judges.judge(one, STEPS, never)));
    expect(judges.threads).toBe(threads);
    await judges.close();
    await judges.close();
    expect(verdicts).toEqual(many.map((one) => validate(one, STEPS)));
  });

  it.each([0, 1])('let a rule that throws cost its candidate alone (%i threads)', async (threads) => {
    const judges = await afterTrial(threads);
    const [first, broken, last] = await Promise.allSettled([
      judges.judge(many[0] ?? candidate(''), STEPS, never),
      judges.judge(many[1] ?? candidate(''), MISSING, never),
      judges.judge(many[2] ?? candidate(''), STEPS, never),
    ]);
    await judges.close();
    expect([first.status, broken.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(broken).toMatchObject({ reason: { message: expect.stringContaining('missing') } });
  });

  it('hold back whoever makes more candidates than threads can judge', async () => {
    const judges = await afterTrial(1);
    const verdicts = Array.from({ length: 1_500 }, (_, index) =>
      judges.judge(candidate(`Text ${index}.`), STEPS, never),
    );
    let held = true;
    const freed = async () => {
      await judges.keepUp(never);
      held = false;
    };
    const free = freed();
    await new Promise((next) => setImmediate(next));
    expect(held).toBe(true);
    await free;
    expect(await Promise.all(verdicts)).toHaveLength(1_500);
    await judges.keepUp(never);
    await judges.close();
  });

  it('keep nobody waiting once a run is broken off', async () => {
    const judges = await afterTrial(1);
    const broken = new AbortController();
    const verdicts = Array.from({ length: 1_500 }, (_, index) =>
      judges.judge(candidate(`Text ${index}.`), STEPS, broken.signal),
    );
    const held = judges.keepUp(broken.signal);
    broken.abort(new Error('broken off'));
    const ends = await Promise.allSettled([held, ...verdicts]);
    expect(new Set(ends.map((end) => end.status))).toEqual(new Set(['rejected']));
    await expect(judges.judge(candidate('Late.'), STEPS, broken.signal)).rejects.toThrow('broken off');
    await judges.close();
  });

  it('start no thread before 500 candidates were judged, and none while validation is cheap', async () => {
    let ms = 0;
    const [costly, cheap] = [createJudges(1, () => ms++), createJudges(1, () => 0)];
    for (let index = 0; index < 501; index++) {
      expect(costly.threads).toBe(0);
      await Promise.all([costly, cheap].map((judges) => judges.judge(candidate(`Text ${index}.`), STEPS, never)));
    }
    expect([costly.threads, cheap.threads]).toEqual([1, 0]);
    await Promise.all([costly.close(), cheap.close()]);
  });

  it('start no thread for a cold start, nor for some candidates that took long because the machine was busy', async () => {
    let ms = 0;
    let asked = 0;
    // Every second question of the time ends a candidate: the first 200 take a millisecond, later ones one in four.
    const uptime = (): number => {
      const judged = Math.floor(asked / 2);
      if (asked % 2 === 1 && (judged < 200 || judged % 4 === 0)) ms += 1;
      asked += 1;
      return ms;
    };
    const judges = createJudges(1, uptime);
    for (let index = 0; index < 600; index++) await judges.judge(candidate(`Text ${index}.`), STEPS, never);
    expect(ms).toBeGreaterThan(250);
    expect(judges.threads).toBe(0);
    await judges.close();
  });

  it('take no threads where there is one core', () => {
    expect([1, 2, 4, 7, 8, 64].map((cores) => judgeThreads('auto', cores))).toEqual([0, 1, 1, 1, 2, 2]);
    expect(judgeThreads(5, 2)).toBe(5);
  });
});
