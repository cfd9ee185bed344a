import { describe, expect, it } from 'vitest';
import { varietyOf } from '../../src/text/variety.ts';

const words = (prefix: string, count: number): string =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`).join(' ');

describe('the variety of texts', () => {
  it('is not told of texts that are too short to compare', () => {
    expect(varietyOf([])).toBeUndefined();
    expect(varietyOf(['x'.repeat(9_999)])).toBeUndefined();
    expect(varietyOf(['x'.repeat(5_000), 'x'.repeat(5_000)])).not.toBeUndefined();
  });

  it('does not depend on what comes after the first 10,000 characters', () => {
    const texts = Array.from({ length: 40 }, (_, n) => words(`t${n}x`, 60));
    expect(varietyOf([...texts, ...texts])).toEqual(varietyOf(texts));
  });

  it('counts bigrams that are there again, and 4-grams that another text has too', () => {
    const own = Array.from({ length: 40 }, (_, n) => words(`t${n}x`, 60));
    expect(varietyOf(own)).toMatchObject({ distinct2: 1, selfRepetition: 0 });
    const same = Array.from({ length: 40 }, () => words('same', 60));
    expect(varietyOf(same)?.selfRepetition).toBeGreaterThan(0.95);
    expect(varietyOf(same)?.distinct2).toBeLessThan(0.05);
    // Within one text, repetition is no matter of others.
    expect(varietyOf([words('a', 10).concat(' ').repeat(400)])).toMatchObject({ selfRepetition: 0 });
  });

  it('compresses the better the more it repeats', () => {
    const own = varietyOf(Array.from({ length: 40 }, (_, n) => words(`t${n}x`, 60)))?.compressionRatio ?? 0;
    const same = varietyOf(Array.from({ length: 40 }, () => words('same', 60)))?.compressionRatio ?? 0;
    expect(same).toBeGreaterThan(3 * own);
  });
});
