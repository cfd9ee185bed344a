import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findString } from '../../src/text/find-string.ts';

/** Texts that nearly repeat themselves, the worst for a search: runs of letters, some as long as any pattern. */
const runs = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'ab', '水'), fc.constantFrom(1, 2, 70, 150)), { maxLength: 6 })
  .map((parts) => parts.map(([letters, times]) => letters.repeat(times)).join(''));

describe('findString', () => {
  it('finds what indexOf finds, short strings and long ones', () => {
    fc.assert(
      fc.property(runs, runs, runs, fc.nat(400), (before, pattern, after, from) => {
        fc.pre(pattern !== '');
        for (const text of [before + after, before + pattern + after, after]) {
          expect(findString(pattern)(text, from)).toBe(text.indexOf(pattern, from));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gets through a megabyte of one letter for a long string of nearly that letter alone', () => {
    const text = 'a'.repeat(1_000_000);
    const half = 'a'.repeat(100_000);
    for (const pattern of [`${half}b${half}`, `b${half}${half}`, `${half}${half}b`]) {
      const find = findString(pattern);
      expect(find(text, 0)).toBe(-1);
      expect(find(`${text}c${pattern}`, 0)).toBe(text.length + 1);
    }
  });
});
