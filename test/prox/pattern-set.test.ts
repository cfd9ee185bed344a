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
  it('finds what trying every pattern everywhere finds', () => {
    const patterns = fc.array(fc.tuple(letters(1, 5), fc.boolean()), { maxLength: 8 });
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

  it('reports equal patterns under the first that is wanted', () => {
    expect(compilePatterns(['a', 'a']).search('ba', [false, true]).matches).toEqual([{ start: 1, pattern: 1 }]);
    expect(compilePatterns(['a', 'a']).search('ba', [true, true]).matches).toEqual([{ start: 1, pattern: 0 }]);
  });
});
