import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedItems } from '../../../src/text/hashed-items.ts';
import { scanWords } from '../../../src/text/quality/word-scan.ts';

test('words and symbols are counted apart, a repeated symbol once', () => {
  // Don't | stop | : | it | costs | 1,200.50 | in | U.S | . | dollars | ... | == | -- : 8 words, 5 symbols.
  const scan = scanWords("Don't stop: it costs 1,200.50 in U.S. dollars... == --");
  expect(scan.count).toBe(13);
  expect(scan.words).toBe(8);
  expect(scan.wordCharacters).toBe(5 + 4 + 2 + 5 + 8 + 2 + 3 + 7);
  expect(scan.alphabetic).toBe(7);
  expect(Array.from(scan.lengths.slice(0, scan.count))).toEqual([5, 4, 1, 2, 5, 8, 2, 3, 1, 7, 3, 2, 2]);
});

test('the same word has the same hash wherever it stands, and case is kept', () => {
  const scan = scanWords('the cat, the Cat');
  const hashes = scan.firsts;
  expect(hashes[0]).toBe(hashedItems(['the']).firsts[0]);
  expect(hashes[3]).toBe(hashes[0]);
  expect(hashes[4]).not.toBe(hashes[1]);
});

test('more words than the text promised still fit', () => {
  const scan = scanWords('中'.repeat(1000));
  expect(scan.count).toBe(1000);
  expect(new Set(scan.firsts.slice(0, 1000)).size).toBe(1);
});

test('words and symbols are those of the definition, whatever the script', () => {
  const unspaced =
    '(?=\\p{L})[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
  const letter = `(?:(?!${unspaced})[\\p{L}_])`;
  const next = `(?=${letter}|\\p{N})`;
  const part = `(?:${letter}|[\\p{N}\\p{M}])`;
  // Symbols of the basic plane make a run with their like, pairs do not.
  const definition = new RegExp(
    `${unspaced}|${part}(?:${part}|['’.-]${next}|(?<=\\p{N}),(?=\\p{N}))*|[^\\u{0}-\\u{ffff}]|(\\S)\\1*`,
    'gu',
  );
  const pieces = fc.constantFrom(...Array.from("aAé_中ガ09.,'-’=* \n\u0301"), '...', '𝒜', '𝟜', '😀');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
      const text = list.join('');
      const { count, starts, lengths } = scanWords(text);
      const found = Array.from({ length: count }, (_, at) => {
        const start = starts[at] ?? 0;
        return text.slice(start, start + (lengths[at] ?? 0));
      });
      expect(found).toEqual(text.match(definition) ?? []);
    }),
    { numRuns: 1000 },
  );
});
