import { createHash } from 'node:crypto';
import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../../src/selection/dsir/bucket.ts';
import { createFeaturizer } from '../../../src/selection/dsir/features.ts';
import { createBucketCounts, logRatios, logWeight } from '../../../src/selection/dsir/importance.ts';
import { passingTokens } from '../../../src/selection/dsir/word-punctuation.ts';

function wordPunctuationTokens(text: string): string[] {
  const tokens = passingTokens(text);
  return Array.from({ length: tokens.count }, (_, at) => {
    const start = tokens.starts[at] ?? 0;
    return tokens.text.slice(start, start + (tokens.lengths[at] ?? 0));
  });
}

/** Letters, digits, marks, spaces and punctuation of every kind that is cut apart, halves of pairs among them. */
const CHARACTERS = Array.from('aÉ_1²水ـİΣ!…- \n\u001c\u0085\u00a0\ufeff\u0301𝒜😀').concat('\ud800', '\udc00');

describe('the features of DSIR', () => {
  it('fall into the published buckets', () => {
    expect([bucketOf('the'), bucketOf('water cycle'), bucketOf('naïve')]).toEqual([8288, 3190, 8184]);
  });

  it('take the whole sha256 as one number', () => {
    for (const ngram of ['', 'a', 'ß ü', '水 循环', 'x'.repeat(500)]) {
      const hex = createHash('sha256').update(ngram).digest('hex');
      expect(bucketOf(ngram)).toBe(Number(BigInt(`0x${hex}`) % 10_000n));
    }
  });

  it('are unigrams and bigrams of lower-case words and runs of punctuation', () => {
    expect(wordPunctuationTokens('The Water-cycle (naïve_1)... 水!')).toEqual([
      'the',
      'water',
      '-',
      'cycle',
      '(',
      'naïve_1',
      ')...',
      '水',
      '!',
    ]);
    // Python's \w has no combining marks, its \s no byte order mark, but the separators of files.
    expect(wordPunctuationTokens('e\u0301 a\u001cb \ufeffc')).toEqual(['e', '\u0301', 'a', 'b', '\ufeff', 'c']);
    // Characters beyond 16 bits: letters of a word, punctuation, and a half that stands alone.
    expect(wordPunctuationTokens('a𝒜b 😀!x 𠀀水 \ud800')).toEqual(['a𝒜b', '😀!', 'x', '𠀀水', '\ud800']);
    const { buckets, tokens } = createFeaturizer().featuresOf('The water cycle');
    expect(tokens).toBe(3);
    expect([...buckets]).toEqual(['the', 'water', 'the water', 'cycle', 'water cycle'].map(bucketOf));
  });

  it('are cut as the expression cuts them, whatever the text', () => {
    const spaces = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
    const expression = new RegExp(`[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_${spaces}]+`, 'gu');
    assert(
      property(array(constantFrom(...CHARACTERS)), (characters) => {
        const text = characters.join('');
        expect(wordPunctuationTokens(text)).toEqual(text.toLowerCase().match(expression) ?? []);
      }),
    );
  });

  it('are the same whether a word was met before or not', () => {
    const featurizer = createFeaturizer();
    const text = `one two one two three ${'y'.repeat(100)} one two`;
    const first = [...featurizer.featuresOf(text).buckets];
    featurizer.featuresOf('three two one');
    expect([...featurizer.featuresOf(text).buckets]).toEqual(first);
    const tokens = text.split(' ');
    const expected = tokens.flatMap((token, at) =>
      at === 0 ? [bucketOf(token)] : [bucketOf(token), bucketOf(`${tokens[at - 1]} ${token}`)],
    );
    expect(first).toEqual(expected);
  });

  it('tell how much of the target the corpus shares, punctuation not counted', () => {
    const featurizer = createFeaturizer();
    featurizer.featuresOf('river , river , stone , house');
    featurizer.endTarget();
    featurizer.featuresOf('the river , the town');
    expect(featurizer.overlap()).toBe(0.5);
  });
});

describe('the log importance weight', () => {
  it('sums the log ratios of smoothed shares over all features, whatever the length', () => {
    const target = createBucketCounts();
    const raw = createBucketCounts();
    target.add(Uint16Array.of(1, 1, 1, 2));
    raw.add(Uint16Array.of(1, 2, 2, 3, 3, 3, 3, 3));
    const ratios = logRatios(target.counts, raw.counts);
    const ratio = (t: number, r: number) => Math.log(t + 1e-8) - Math.log(r + 1e-8);
    expect(ratios[1]).toBeCloseTo(ratio(3 / 4, 1 / 8), 12);
    expect(ratios[3]).toBeCloseTo(ratio(0, 5 / 8), 12);
    expect(ratios[4]).toBe(0);
    const weight = logWeight(Uint16Array.of(1, 2, 3, 1), ratios);
    expect(weight).toBeCloseTo(2 * ratio(3 / 4, 1 / 8) + ratio(1 / 4, 2 / 8) + ratio(0, 5 / 8), 12);
  });
});
