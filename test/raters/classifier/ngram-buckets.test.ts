import { describe, expect, it } from 'vitest';
import { eachBucket, wordHashes } from '../../../src/raters/classifier/ngram-buckets.ts';

function bucketsOf(text: string, bits = 20): number[] {
  const buckets: number[] = [];
  eachBucket(wordHashes(text), bits, (bucket) => buckets.push(bucket));
  return buckets;
}

describe('n-gram buckets', () => {
  it('are one of each word and one of each pair of words', () => {
    expect(bucketsOf('water cycle water')).toHaveLength(5);
    const [water, cycle, pair, again, back] = bucketsOf('water cycle water');
    expect(again).toBe(water);
    expect(new Set([water, cycle, pair, back]).size).toBe(4);
  });

  it('are the same of a text and of its lines joined by blanks, as DCLM joins them', () => {
    const text = '  A title\r\n\nOne line, and\n\tanother.\u2028A third.  ';
    const joined = text
      .trim()
      .split(/\r\n|[\n\r\u2028]/)
      .join(' ');
    expect(bucketsOf(text)).toEqual(bucketsOf(joined));
    expect(bucketsOf(text)).not.toEqual(bucketsOf(joined.toLowerCase()));
  });

  it('fill their room evenly', () => {
    const words = Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(' ');
    const load = new Uint32Array(16);
    for (const bucket of bucketsOf(words, 18)) load[bucket >> 14] = (load[bucket >> 14] ?? 0) + 1;
    for (const part of load) expect(Math.abs(part - 39_999 / 16)).toBeLessThan(200);
    expect(new Set(bucketsOf(words, 22)).size).toBeGreaterThan(39_700);
  });

  it('take each character for a word where no spaces are written', () => {
    expect(bucketsOf('深海魚')).toHaveLength(5);
  });
});
