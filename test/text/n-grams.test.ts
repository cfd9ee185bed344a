import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNgramIndex, encodeNgramIndex, openNgramIndex } from '../../src/text/n-gram-index.ts';
import { eachNgram } from '../../src/text/n-grams.ts';
import { hashedWords } from '../../src/text/words.ts';

function ngrams(text: string, size: number): { readonly hash: string; readonly place: number }[] {
  const found: { hash: string; place: number }[] = [];
  eachNgram(hashedWords(text), size, (high, low, place) => found.push({ hash: `${high} ${low}`, place }));
  return found;
}

describe('eachNgram', () => {
  it('gives equal hashes exactly for equal runs of words, wherever they stand', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (words, size) => {
        const found = ngrams(words.join(' '), size);
        expect(found.map(({ place }) => place)).toEqual(
          Array.from({ length: Math.max(0, words.length - size + 1) }, (_, place) => place),
        );
        const byHash = new Map<string, string>();
        const texts = new Set<string>();
        for (const { hash, place } of found) {
          const text = words.slice(place, place + size).join(' ');
          expect(byHash.get(hash) ?? text).toBe(text);
          byHash.set(hash, text);
          texts.add(text);
        }
        expect(byHash.size).toBe(texts.size);
      }),
    );
  });

  it('tells orders of words apart, and does not care about case and punctuation', () => {
    const [first] = ngrams('one two three', 3);
    expect(ngrams('ONE, two: Three!', 3)[0]).toEqual(first);
    expect(ngrams('two one three', 3)[0]?.hash).not.toBe(first?.hash);
  });
});

/** Sorted rows of different hashes, as they come out of a sort. */
const rows = fc
  .uniqueArray(fc.tuple(fc.nat(0xffffffff), fc.nat(3), fc.nat(2)), {
    selector: ([high, low]) => `${high} ${low}`,
    maxLength: 80,
  })
  .map((list) => list.sort(([a, b], [c, d]) => a - c || b - d));

function dataOf(list: readonly (readonly [number, number, number])[]) {
  return {
    size: 13,
    names: ['first', 'zweites – größer', 'third'],
    highs: Uint32Array.from(list, ([high]) => high),
    lows: Uint32Array.from(list, ([, low]) => low),
    owners: Uint16Array.from(list, ([, , owner]) => owner),
  };
}

describe('an index of n-grams', () => {
  it('finds what it holds with its name, and nothing else', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.tuple(fc.nat(0xffffffff), fc.nat(3))), (list, others) => {
        const data = dataOf(list);
        const index = openNgramIndex(data);
        const known = new Map(list.map(([high, low, owner]) => [`${high} ${low}`, data.names[owner]]));
        for (const [high, low] of list) expect(index.find(high, low)).toBe(known.get(`${high} ${low}`));
        for (const [high, low] of others) expect(index.find(high, low)).toBe(known.get(`${high} ${low}`));
      }),
    );
  });

  it('is the same when it has been written and read', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const data = dataOf(list);
        expect(decodeNgramIndex(Buffer.concat([...encodeNgramIndex(data)]))).toEqual(data);
      }),
    );
  });

  it('is not made of other files, nor of a part of one', () => {
    const whole = Buffer.concat([...encodeNgramIndex(dataOf([[1, 2, 0]]))]);
    for (const file of ['', 'x', '{}\n', '[]\n', '{"format":"other","size":13,"count":0,"names":[]}\n']) {
      expect(decodeNgramIndex(Buffer.from(file))).toBeUndefined();
    }
    for (let length = 0; length < whole.length; length++) {
      expect(decodeNgramIndex(whole.subarray(0, length))).toBeUndefined();
    }
  });
});
