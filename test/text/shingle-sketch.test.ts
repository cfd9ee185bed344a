import { describe, expect, it } from 'vitest';
import { unitInterval } from '../../src/text/hash.ts';
import { resemblance, sketchOf } from '../../src/text/shingle-sketch.ts';
import { hashedWords } from '../../src/text/words.ts';

function sketch(words: readonly string[]): Uint8Array {
  const found = sketchOf(hashedWords(words.join(' ')));
  if (found === undefined) throw new Error('no sketch');
  return found;
}

/** The Jaccard index of the word 5-grams of two texts, counted. */
function counted(left: readonly string[], right: readonly string[]): number {
  const grams = (words: readonly string[]) =>
    new Set(words.slice(4).map((_, start) => words.slice(start, start + 5).join(' ')));
  const [one, other] = [grams(left), grams(right)];
  const both = [...one].filter((gram) => other.has(gram)).length;
  return both / (one.size + other.size - both);
}

/** A text of 300 words, and the same with a share of its words replaced. */
function pair(seed: number, share: number): [string[], string[]] {
  const text = Array.from({ length: 300 }, (_, n) => `w${Math.floor(unitInterval(seed, n) * 500)}`);
  return [text, text.map((word, n) => (unitInterval(seed, 'change', n) < share ? `x${n}` : word))];
}

describe('a sketch of word 5-grams', () => {
  it('tells the resemblance of two texts to within a few points', () => {
    let sum = 0;
    let n = 0;
    for (const share of [0, 0.01, 0.03, 0.06, 0.1, 0.3, 1]) {
      for (let seed = 0; seed < 20; seed++) {
        const [left, right] = pair(seed, share);
        const error = resemblance(sketch(left), sketch(right)) - counted(left, right);
        expect(Math.abs(error)).toBeLessThan(0.17);
        sum += error;
        n += 1;
      }
    }
    expect(Math.abs(sum / n)).toBeLessThan(0.02);
  });

  it('is the same for texts of the same words, whatever their case and punctuation', () => {
    const of = (text: string) => sketchOf(hashedWords(text));
    expect(of('The mill, by the river, grinds grain.')).toEqual(of('the mill by the river grinds GRAIN'));
  });

  it('is not made of a text of fewer than five words', () => {
    expect(sketchOf(hashedWords('four words are few'))).toBeUndefined();
    expect(sketchOf(hashedWords('but five of them make'))).toBeInstanceOf(Uint8Array);
  });
});
