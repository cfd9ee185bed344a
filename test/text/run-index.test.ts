import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { hashedItems } from '../../src/text/hashed-items.ts';
import { createRunIndex } from '../../src/text/run-index.ts';

const words = array(constantFrom('a', 'b', 'c'), { maxLength: 40 });

it('has the runs that stand in its list, and no others', () => {
  assert(
    property(words, words, integer({ min: 1, max: 4 }), (list, other, size) => {
      const index = createRunIndex(hashedItems(list), size);
      const runs = (of: readonly string[]): string[] =>
        Array.from({ length: Math.max(0, of.length - size + 1) }, (_, at) => of.slice(at, at + size).join(' '));
      const own = new Set(runs(list));
      const items = hashedItems(other);
      expect(runs(other).map((_, at) => index.has(items, at))).toEqual(runs(other).map((run) => own.has(run)));
    }),
  );
});
