import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHashIndex } from '../../src/text/hash-index.ts';
import { hashedItems } from '../../src/text/hashed-items.ts';

test('every string is found at its first place, and no other string at all', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), fc.array(fc.string({ maxLength: 3 })), (list, others) => {
      const index = createHashIndex(list);
      const wanted = [...list, ...others];
      const { firsts, seconds } = hashedItems(wanted);
      for (const [at, word] of wanted.entries()) {
        expect(index.find(firsts[at] ?? 0, seconds[at] ?? 0)).toBe(list.indexOf(word));
      }
    }),
  );
});
