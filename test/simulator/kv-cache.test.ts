import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKvCache } from '../../src/simulator/kv-cache.ts';
import { createPrefixCache } from '../../src/simulator/prefix-cache.ts';
import { promptBlocks } from '../../src/simulator/prompt-blocks.ts';

const keys = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('createKvCache', () => {
  it('conserves its blocks, whatever is admitted, grown and released', () => {
    const prompt = fc.record({
      prefix: fc.integer({ min: 0, max: 3 }),
      keyed: fc.integer({ min: 0, max: 12 }),
      private: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(prompt, fc.nat()), { maxLength: 80 }), (steps) => {
        const kv = createKvCache(40);
        const held: { keys: number[]; own: number }[] = [];
        for (const [{ prefix, keyed, private: own }, choice] of steps) {
          const leaves = held.length > 0 && choice % 3 === 0 ? held.splice(choice % held.length, 1)[0] : undefined;
          if (leaves !== undefined) kv.release(leaves.keys, leaves.own);
          const wanted = keys(prefix * 100, keyed);
          if (kv.admit(wanted, own, 0) !== undefined) held.push({ keys: wanted, own });
          const distinct = new Set(held.flatMap((each) => each.keys)).size;
          const inUse = distinct + held.reduce((sum, each) => sum + each.own, 0);
          expect(kv.available).toBe(40 - inUse);
          expect(kv.usage).toBe(inUse / 40);
        }
        for (const each of held) kv.release(each.keys, each.own);
        expect(kv.available).toBe(40);
        kv.grow(40);
        expect(() => kv.grow(1)).toThrow(RangeError);
      }),
    );
  });

  it('tells how much of a prompt it has, and takes nothing where the room is too small', () => {
    const kv = createKvCache(20);
    expect(kv.admit(keys(0, 8), 2, 0)).toBe(0);
    expect(kv.admit([...keys(0, 5), ...keys(50, 3)], 2, 0)).toBe(5);
    expect(kv.available).toBe(5);
    expect(kv.admit(keys(90, 4), 1, 1)).toBeUndefined();
    expect(kv.available).toBe(5);
  });
});

describe('createPrefixCache', () => {
  it('forgets what was unused for longest first, and of one prompt its end first', () => {
    const cache = createPrefixCache();
    cache.use(keys(0, 3));
    cache.use(keys(10, 2));
    cache.release(keys(0, 3));
    cache.release(keys(10, 2));
    cache.evict();
    expect([cache.match(keys(0, 3)).held, cache.match(keys(10, 2)).held]).toEqual([2, 2]);
    cache.use(keys(0, 2));
    cache.release(keys(0, 2));
    cache.evict();
    expect([cache.match(keys(0, 3)).held, cache.match(keys(10, 2)).held]).toEqual([2, 1]);
    expect(cache).toMatchObject({ inUse: 0, idle: 3 });
  });

  it('never forgets what is in use', () => {
    const cache = createPrefixCache();
    cache.use(keys(0, 2));
    expect(() => cache.evict()).toThrow(RangeError);
  });
});

describe('promptBlocks', () => {
  it('gives prompts that begin alike the same keys exactly as far as they do', () => {
    const text = Array.from({ length: 400 }, (_, index) => `word${index} `).join('');
    const other = `${text.slice(0, 1000)}#${text.slice(1001)}`;
    const [one, two] = [promptBlocks(text, 800), promptBlocks(other, 800)];
    const common = one.findIndex((key, index) => key !== two[index]);
    expect(common).toBe(Math.floor(1000 / 64));
    expect(one.slice(common).filter((key, index) => key === two[common + index])).toEqual([]);
    expect(new Set(one).size).toBe(one.length);
  });

  it('leaves the last token out', () => {
    expect(promptBlocks('x'.repeat(1000), 32)).toHaveLength(1);
    expect(promptBlocks('x'.repeat(1000), 33)).toHaveLength(2);
    expect(promptBlocks('', 0)).toEqual([]);
  });
});
