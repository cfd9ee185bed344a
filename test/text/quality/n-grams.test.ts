import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ngramCharacters } from '../../../src/text/quality/n-grams.ts';
import { scanWords } from '../../../src/text/quality/word-scan.ts';

/** datatrove's definitions on a list of words. */
function topByDefinition(words: readonly string[], n: number): number {
  const counts = new Map<string, number>();
  for (let index = 0; index + n <= words.length; index++) {
    const gram = words.slice(index, index + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const lengths = [...counts].filter(([, count]) => count === most).map(([gram]) => gram.length * most);
  return lengths.length === 0 ? 0 : Math.max(...lengths);
}

function duplicateByDefinition(words: readonly string[], n: number): number {
  const seen = new Set<string>();
  let characters = 0;
  let index = 0;
  while (index + n <= words.length) {
    const gram = words.slice(index, index + n).join(' ');
    if (seen.has(gram)) {
      characters += words.slice(index, index + n).join('').length;
      index += n;
    } else {
      seen.add(gram);
      index += 1;
    }
  }
  return characters;
}

test('the commonest 2-gram counts with all its occurrences', () => {
  expect(ngramCharacters(scanWords('a b a b a b')).top).toEqual([9, 10, 14]);
});

test('a repeated 5-gram counts from its second occurrence on', () => {
  const { duplicate } = ngramCharacters(scanWords('one two three four five one two three four five'));
  expect(duplicate).toEqual([19, 0, 0, 0, 0, 0]);
});

test('equals the definitions on every list of words', () => {
  // Words of one length, so that ties between commonest n-grams do not matter.
  const list = fc.array(fc.constantFrom('aa', 'bb', 'cc'), { maxLength: 80 });
  fc.assert(
    fc.property(list, (words) => {
      const { top, duplicate } = ngramCharacters(scanWords(words.join(' ')));
      expect(top).toEqual([2, 3, 4].map((n) => topByDefinition(words, n)));
      expect(duplicate).toEqual([5, 6, 7, 8, 9, 10].map((n) => duplicateByDefinition(words, n)));
    }),
  );
});
