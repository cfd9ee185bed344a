import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BAND_KEY_WORDS,
  BANDS,
  bandKeys,
  minHash,
  SIGNATURE_LENGTH,
  sketchSimilarity,
  writeSketch,
} from '../../src/text/min-hash.ts';
import { shingleHashes } from '../../src/text/shingles.ts';

function signatureOf(text: string): Int32Array {
  const signature = new Int32Array(SIGNATURE_LENGTH);
  minHash(text, signature);
  return signature;
}

function sketchOf(text: string): Uint8Array {
  const sketch = new Uint8Array(SIGNATURE_LENGTH);
  writeSketch(signatureOf(text), sketch, 0);
  return sketch;
}

function keysOf(text: string): string[] {
  const keys = new Uint32Array(BANDS * BAND_KEY_WORDS);
  bandKeys(signatureOf(text), keys, 0);
  return Array.from({ length: BANDS }, (_, band) => `${keys[2 * band]} ${keys[2 * band + 1]}`);
}

/** Words `from` to `to` of an endless text of different words: shingles are all different. */
const passage = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `word${from + index}`).join(' ');

describe('shingleHashes', () => {
  it('gives one hash for each run of words, and the same for the same words', () => {
    const hashes = [...shingleHashes('One two, three four five six — one two three four five.', 5)];
    expect(hashes).toHaveLength(7);
    expect(hashes[6]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(6);
  });

  it('tells the order of words', () => {
    expect([...shingleHashes('b a c d e', 5)]).not.toEqual([...shingleHashes('a b c d e', 5)]);
  });

  it('takes a text of fewer words, or of none, for one shingle', () => {
    const short = [...shingleHashes('Just three words', 5)];
    expect(short).toHaveLength(1);
    expect([...shingleHashes('just three', 5)]).not.toEqual(short);
    const [marks] = shingleHashes('!!!', 5);
    expect(marks).toBeTypeOf('number');
    expect(shingleHashes('???', 5)[0]).not.toBe(marks);
    expect(shingleHashes('', 5)).toHaveLength(1);
  });

  it('grows with a text of any length', () => {
    expect(new Set(shingleHashes(passage(0, 50_000), 5)).size).toBeGreaterThan(49_990);
  });
});

describe('minHash', () => {
  it('is the same for texts that differ in case, punctuation and white space', () => {
    const plain = signatureOf('The bridge was opened in 1894 by the town of Ely');
    expect(signatureOf('the BRIDGE: was\n opened, in 1894\tby the town of Ely.')).toEqual(plain);
  });

  it.each([0.2, 0.5, 0.8, 0.95])('agrees in about as many hashes as texts share shingles: %f', (jaccard) => {
    // Two windows on one text of 1,000 shingles each, which have `shared` in common.
    const shared = Math.round((2000 * jaccard) / (1 + jaccard));
    let agreeing = 0;
    let similarity = 0;
    const rounds = 30;
    for (let round = 0; round < rounds; round++) {
      const start = round * 10_000;
      const left = passage(start, start + 1004);
      const right = passage(start + 1000 - shared, start + 2004 - shared);
      const other = signatureOf(right);
      agreeing += signatureOf(left).filter((hash, index) => hash === other[index]).length;
      similarity += sketchSimilarity(sketchOf(left), sketchOf(right));
    }
    // Four standard deviations of a mean of 30 × 112 coins.
    const tolerance = 4 * Math.sqrt((jaccard * (1 - jaccard)) / (rounds * SIGNATURE_LENGTH));
    expect(Math.abs(agreeing / (rounds * SIGNATURE_LENGTH) - jaccard)).toBeLessThan(tolerance);
    expect(Math.abs(similarity / rounds - jaccard)).toBeLessThan(tolerance + 0.005);
  });
});

describe('bandKeys', () => {
  it('are equal for equal texts, and of different bands never by rule', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(keysOf(text)).toEqual(keysOf(text));
        // A text of one shingle, and a signature of equal hashes, has different keys all the same.
        expect(new Set(keysOf(text)).size).toBe(BANDS);
      }),
    );
  });

  it('share none between texts that have nothing in common', () => {
    const left = new Set(keysOf(passage(0, 400)));
    expect(keysOf(passage(1000, 1400)).filter((key) => left.has(key))).toEqual([]);
  });

  it('share one for texts that differ in one word of 200', () => {
    const left = new Set(keysOf(passage(0, 200)));
    expect(keysOf(passage(0, 200).replace('word100', 'other')).some((key) => left.has(key))).toBe(true);
  });
});
