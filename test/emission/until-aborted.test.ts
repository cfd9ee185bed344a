import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../src/emission/until-aborted.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function* numbers(count: number): AsyncGenerator<number> {
  for (let value = 0; value < count; value += 1) yield value;
}

describe('untilAborted', () => {
  it('passes values on until the signal, then throws its reason', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of untilAborted(numbers(10), controller.signal)) {
        seen.push(value);
        if (value === 2) controller.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(seen).toEqual([0, 1, 2]);
  });

  it('throws at once while a value is awaited that never comes', async () => {
    const controller = new AbortController();
    async function* stuck(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => {});
    }
    const reading = (async () => {
      for await (const _ of untilAborted(stuck(), controller.signal))
        setImmediate(() => controller.abort(new Error('stop')));
    })();
    await expect(reading).rejects.toThrow('stop');
  });

  it('holds nothing of the values that have gone by', async () => {
    const count = 200_000;
    let before = 0;
    let after = 0;
    for await (const value of untilAborted(numbers(count), new AbortController().signal)) {
      if (value === 1_000) before = heapBytes();
      if (value === count - 1) after = heapBytes();
    }
    expect(after - before).toBeLessThan(10_000_000);
  });
});
