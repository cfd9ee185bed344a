import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestCommonHashRun, longestCommonRun } from '../../src/text/common-run.ts';
import { hashedWords, words } from '../../src/text/words.ts';

/** By definition: every pair of starts. */
function bySearch(left: readonly string[], right: readonly string[]): number {
  let best = 0;
  for (let i = 0; i < left.length; i++) {
    for (let j = 0; j < right.length; j++) {
      let length = 0;
      while (i + length < left.length && j + length < right.length && left[i + length] === right[j + length]) length++;
      best = Math.max(best, length);
    }
  }
  return best;
}

test('the longest run is contiguous in both', () => {
  expect(longestCommonRun('a b c d e f'.split(' '), 'x c d e y a b'.split(' '))).toBe(3);
  expect(longestCommonRun(['a'], ['b'])).toBe(0);
  expect(longestCommonRun([], ['a'])).toBe(0);
  expect(longestCommonRun([], [])).toBe(0);
});

test('equals the definition on every pair of lists', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
  fc.assert(
    fc.property(list, list, (left, right) => {
      expect(longestCommonRun(left, right)).toBe(bySearch(left, right));
    }),
    { numRuns: 500 },
  );
});

test('equals the definition on long lists that repeat themselves, too', () => {
  const list = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }), fc.integer({ min: 1, max: 20 }))
    .map(([unit, times]) => Array.from({ length: times }, () => unit).flat());
  fc.assert(
    fc.property(list, list, list, (left, middle, right) => {
      expect(longestCommonRun([...left, ...middle], [...middle, ...right])).toBe(
        bySearch([...left, ...middle], [...middle, ...right]),
      );
    }),
  );
});

test('long runs of one item, and long lists with nothing in common, are no harder', () => {
  expect(
    longestCommonRun(
      Array.from({ length: 300_000 }, () => 'a'),
      Array.from({ length: 200_000 }, () => 'a'),
    ),
  ).toBe(200_000);
  const count = (from: number): string[] => Array.from({ length: 100_000 }, (_, index) => String(from + index));
  expect(longestCommonRun(count(0), count(50_000))).toBe(50_000);
});

test('lists that are hashed already give the same', () => {
  const text = 'One run of these words stands in both';
  const run = longestCommonHashRun(hashedWords(text), hashedWords(`before it: ${text.toUpperCase()}`));
  expect(run).toBe(longestCommonRun(words(text), words(`before it: ${text}`)));
  expect(run).toBe(8);
});
