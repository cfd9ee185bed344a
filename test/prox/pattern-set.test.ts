import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePatterns } from '../../src/prox/pattern-set.ts';

const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '😀'), minLength, maxLength });

/** The same by trying every pattern everywhere. */
function naiveMatches(text: string, patterns: readonly string[], wanted: readonly boolean[]) {
  const matches: { start: number; source: string }[] = [];
  for (let at = 0; at < text.length; ) {
    const here = patterns.filter((pattern, index) => wanted[index] === true && text.startsWith(pattern, at));
    const source = here.toSorted((left, right) => right.length - left.length)[0];
    if (source !== undefined) matches.push({ start: at, source });
    at += source?.length ?? 1;
  }
  return matches;
}

describe('compilePatterns', () => {
  it.each([
    ['a few patterns', 0, 8],
    ['many', 17, 30],
  ])('finds for %s what trying every pattern everywhere finds', (_, minLength, maxLength) => {
    const patterns = fc.array(fc.tuple(letters(1, 5), fc.boolean()), { minLength, maxLength });
    fc.assert(
      fc.property(letters(0, 40), patterns, (text, pairs) => {
        const strings = pairs.map(([pattern]) => pattern);
        const wanted = pairs.map(([, want]) => want);
        const { found, matches } = compilePatterns(strings).search(text, wanted);
        expect(found).toEqual(strings.map((pattern) => text.includes(pattern)));
        expect(matches.map(({ start, pattern }) => ({ start, source: strings[pattern] }))).toEqual(
          naiveMatches(text, strings, wanted),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a few patterns', 0, 8],
    ['many', 17, 30],
  ])('tells for %s which is the first from a place on that stands in the text', (_, minLength, maxLength) => {
    const patterns = fc.array(letters(1, 4), { minLength, maxLength });
    fc.assert(
      fc.property(letters(0, 20), patterns, (text, strings) => {
        const set = compilePatterns(strings);
        const there = strings.flatMap((pattern, index) => (text.includes(pattern) ? [index] : []));
        for (let from = 0; from <= strings.length; from += 1) {
          expect(set.firstIn(text, from)).toBe(there.find((index) => index >= from));
        }
      }),
    );
  });

  it.each([[[]], [Array.from({ length: 20 }, (_, index) => `no ${index}`)]])(
    'reports equal patterns under the first that is wanted (among %j)',
    (others) => {
      const wantedOf = (...first: boolean[]) => [...first, ...others.map(() => true)];
      const set = compilePatterns(['a', 'a', ...others]);
      expect(set.search('ba', wantedOf(false, true)).matches).toEqual([{ start: 1, pattern: 1 }]);
      expect(set.search('ba', wantedOf(true, true)).matches).toEqual([{ start: 1, pattern: 0 }]);
    },
  );
});
