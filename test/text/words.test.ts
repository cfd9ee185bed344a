import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, words } from '../../src/text/words.ts';

test('words are lower-cased, with apostrophes and hyphens inside', () => {
  expect(words('Don’t STOP: a well-known “it’s” – rock-’n’-roll, x86!')).toEqual([
    "don't",
    'stop',
    'a',
    'well-known',
    "it's",
    'rock',
    'n',
    'roll',
    'x86',
  ]);
});

test('marks belong to their letter, and letters outside the basic plane are letters', () => {
  expect(words('cafe\u0301 ÄRGER 𝒜b')).toEqual(['cafe\u0301', 'ärger', '𝒜b']);
});

test('scripts without spaces give a word per character with its marks', () => {
  expect(words('世界 abc中')).toEqual(['世', '界', 'abc', '中']);
  expect(words('ที่')).toEqual(['ที่']);
});

test('decimals fall apart at the point', () => {
  expect(words('3.5 and 1,200')).toEqual(['3', '5', 'and', '1', '200']);
});

test('every word stands in the lower-cased text, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const lower = text.toLowerCase().replaceAll('’', "'");
      let from = 0;
      for (const word of words(text)) {
        const at = lower.indexOf(word, from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + word.length;
      }
    }),
  );
});

test('countWords counts runs of anything but white space', () => {
  expect(countWords('')).toBe(0);
  expect(countWords(' \n\t ')).toBe(0);
  expect(countWords('one, two\u00a0three\n— four')).toBe(5);
});
