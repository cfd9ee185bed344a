import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, hashedWords, passingWords, words, wordStrings } from '../../src/text/words.ts';

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

/** The definition as an expression: slow, and plainly right. */
function byExpression(text: string): string[] {
  const unspaced =
    '(?=\\p{L})[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
  const letter = `(?!${unspaced})[\\p{L}\\p{M}\\p{N}]`;
  const word = new RegExp(`${unspaced}\\p{M}*|${letter}(?:${letter}|['\\u2011-](?=${letter}))*`, 'gu');
  return text.toLowerCase().replaceAll('’', "'").match(word) ?? [];
}

const pieces = fc.oneof(
  fc.constantFrom(
    ...Array.from("aAzéÉİΣσẞ09’'-\u2011 .,\n中ガไท\u0301"),
    'ΟΔΟΣ',
    '\u{10400}',
    '𝟜',
    '\u{20000}',
    '😀',
    '\ud801',
    '\udc00',
  ),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const texts = fc.array(pieces, { maxLength: 30 }).map((list) => list.join(''));

test('words are those of the definition, whatever the script and the case', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(words(text)).toEqual(byExpression(text));
    }),
    { numRuns: 2000 },
  );
});

test('the hashes of two words are equal where the words are', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const list = words(text);
      const { count, firsts, seconds } = hashedWords(text);
      expect(count).toBe(list.length);
      const byHash = new Map(list.map((word, at) => [`${firsts[at]} ${seconds[at]}`, word]));
      expect(byHash.size).toBe(new Set(list).size);
      expect(list.map((_, at) => byHash.get(`${firsts[at]} ${seconds[at]}`))).toEqual(list);
    }),
  );
});

test('countWords counts runs of anything but white space', () => {
  expect(countWords('')).toBe(0);
  expect(countWords(' \n\t ')).toBe(0);
  expect(countWords('one, two\u00a0three\n— four')).toBe(5);
});

test('words keep what they are when other texts are split after them', () => {
  const texts = Array.from({ length: 60 }, (_, index) => `text ${index} ${'and its words '.repeat(index * 7)}`);
  texts.push('one more '.repeat(5_000), 'one more '.repeat(20_000), 'yet another '.repeat(20_000));
  const lists = texts.map(hashedWords);
  passingWords('something else '.repeat(2_000));
  for (const [index, list] of lists.entries()) {
    const text = texts[index] ?? '';
    expect(wordStrings(list)).toEqual(text.trim().split(' '));
    const { firsts, seconds, count } = passingWords(text);
    expect(list.count).toBe(count);
    expect(list.firsts.slice(0, count)).toEqual(firsts.slice(0, count));
    expect(list.seconds.slice(0, count)).toEqual(seconds.slice(0, count));
  }
});

test('a long text may have more words than spaces could separate', () => {
  const { count, starts, lengths } = hashedWords('世'.repeat(70_000));
  expect([count, starts.length, starts.at(-1), lengths.at(-1)]).toEqual([70_000, 70_000, 69_999, 1]);
});
