import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationEvent } from '../../src/generation/events.ts';
import { Recorder } from '../../src/run/recorder.ts';
import type { RunEvent } from '../../src/run/run-events.ts';

function recording() {
  const events: RunEvent[] = [];
  return { events, recorder: new Recorder((event) => events.push(event)) };
}

const retry = (endpoint: string, fault: 'timeout' | 'server_error', requestId: string): GenerationEvent => ({
  kind: 'retry',
  requestId,
  endpoint,
  fault,
  detail: `detail of ${requestId}`,
  attempt: 1,
  delayMs: 10,
});

describe('the recorder', () => {
  it('gathers retries of ten seconds by endpoint and fault, with the first request for an example', () => {
    const { events, recorder } = recording();
    for (let n = 0; n < 1_000; n += 1) recorder.generation(retry('a', 'timeout', `t${n}`));
    recorder.generation(retry('a', 'server_error', 's'));
    recorder.generation(retry('b', 'timeout', 'b'));
    recorder.pass(9_999, 0);
    expect(events).toEqual([]);
    recorder.pass(1, 0);
    const about = { kind: 'request.retries' };
    expect(events).toEqual([
      { ...about, endpoint: 'a', fault: 'timeout', count: 1_000, request: 't0', detail: 'detail of t0' },
      { ...about, endpoint: 'a', fault: 'server_error', count: 1, request: 's', detail: 'detail of s' },
      { ...about, endpoint: 'b', fault: 'timeout', count: 1, request: 'b', detail: 'detail of b' },
    ]);
    expect(recorder.counts.retries).toEqual({ timeout: 1_001, server_error: 1 });
    recorder.flush();
    expect(events).toHaveLength(3);
  });

  it('makes one event of many changes of concurrency, from the first to the last', () => {
    const { events, recorder } = recording();
    recorder.generation({ kind: 'concurrency', before: 16, limit: 32, why: 'a' });
    recorder.generation({ kind: 'concurrency', before: 32, limit: 24, why: 'b' });
    recorder.flush();
    recorder.flush();
    expect(events).toEqual([{ kind: 'concurrency.changed', from: 16, to: 24, changes: 2, why: 'b' }]);
  });

  it('tells stalls of more than 200 ms, together', () => {
    const { events, recorder } = recording();
    for (const late of [3, 200, 250.4, 1_000]) recorder.pass(late, late);
    recorder.flush();
    expect(events).toEqual([{ kind: 'process.stalled', count: 2, longest_ms: 1_000, total_ms: 1_250 }]);
    expect(recorder.counts).toMatchObject({ stalls: 2, longestStallMs: 1_000 });
  });

  it('knows whether some model is paused', () => {
    const { recorder } = recording();
    const said: boolean[] = [];
    for (const [kind, model] of [
      ['paused', 'a'],
      ['paused', 'b'],
      ['resumed', 'a'],
      ['resumed', 'b'],
    ] as const) {
      recorder.generation(kind === 'paused' ? { kind, model, detail: '' } : { kind, model, pausedMs: 1 });
      said.push(recorder.paused);
    }
    expect(said).toEqual([true, true, true, false]);
  });

  it('writes the stack of a bug, of the first hundred', () => {
    const { events, recorder } = recording();
    for (let n = 0; n < 150; n += 1) recorder.bug(n === 0 ? new TypeError('oh') : 'no error at all', `d${n}`);
    expect(events).toHaveLength(100);
    expect(events[0]).toMatchObject({
      kind: 'bug',
      where: 'd0',
      stack: expect.stringMatching(/TypeError: oh\n +at /) as string,
    });
  });

  it('writes no more events however many retries there are in a time', () => {
    const retries = fc.array(
      fc.record({ endpoint: fc.constantFrom('a', 'b', 'c'), passed: fc.integer({ min: 0, max: 500 }) }),
    );
    fc.assert(
      fc.property(retries, (all) => {
        const { events, recorder } = recording();
        let passed = 0;
        for (const [index, one] of all.entries()) {
          recorder.generation(retry(one.endpoint, 'timeout', `${index}`));
          recorder.pass(one.passed, 0);
          passed += one.passed;
        }
        recorder.flush();
        expect(events.length).toBeLessThanOrEqual(3 * (Math.floor(passed / 10_000) + 1));
        const counted = events.reduce((sum, event) => sum + (event.kind === 'request.retries' ? event.count : 0), 0);
        expect(counted).toBe(all.length);
      }),
    );
  });
});
