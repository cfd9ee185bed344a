import { expect, it } from 'vitest';
import { stemsOf } from '../../src/text/stems.ts';
import { hashedWords } from '../../src/text/words.ts';

/** How often words begin with each stem of a text, by the first of them. */
function timesOf(text: string): Record<string, number> {
  const words = hashedWords(text);
  const { count, firstWords, times } = stemsOf(words);
  const entries = Array.from({ length: count }, (_, stem): [string, number] => {
    const word = firstWords[stem] ?? 0;
    const start = words.starts[word] ?? 0;
    return [words.text.slice(start, start + (words.lengths[word] ?? 0)), times[stem] ?? 0];
  });
  return Object.fromEntries(entries);
}

it('takes words of five letters and more that begin alike for one stem, in any case', () => {
  expect(timesOf('Rivers carry water. The RIVER carried it; watery rivers run on.')).toEqual({
    Rivers: 3,
    carry: 1,
    water: 2,
    carried: 1,
  });
});

it('counts no function words, but knows them', () => {
  expect(timesOf('which rivers, and which others')).toEqual({ which: 0, rivers: 1, others: 1 });
  const other = stemsOf(hashedWords('Which one?'));
  expect(stemsOf(hashedWords('which rivers')).has(other.hashes[0] ?? 0)).toBe(true);
});

it('is the same for letters that take more than one unit to lower-case', () => {
  const one = stemsOf(hashedWords('ΟΔΥΣΣΕΑΣ 𐐀bcdef İstanbul'));
  const other = stemsOf(hashedWords('οδυσσέας οδυσσεας 𐐨bcdef i̇stanbul'));
  expect(Array.from({ length: one.count }, (_, stem) => other.has(one.hashes[stem] ?? 0))).toEqual([true, true, true]);
});

it('finds none in scripts without spaces and in short words', () => {
  expect(stemsOf(hashedWords('亚马逊河是世界上流量最大的河流 and it is so')).count).toBe(0);
});
