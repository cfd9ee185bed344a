import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, createStratum } from '../../src/blend/stratum.ts';

describe('createStratum', () => {
  it('gives each document a stretch of its own on the line, in the order of their keys’ bins', () => {
    const document = fc.record({
      key: fc.double({ min: 0, max: 0.999, noNaN: true }),
      tokens: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(document, { minLength: 1 }), (documents) => {
        const stratum = createStratum('law');
        for (const { key, tokens } of documents) stratum.count(binOf(key), tokens);
        const placed = documents.map(({ key, tokens }) => ({ key, tokens, at: stratum.place(binOf(key), tokens) }));
        let end = 0;
        let bin = 0;
        for (const { key, tokens, at } of placed.toSorted((one, other) => one.at - other.at)) {
          expect(at).toBe(end);
          expect(Math.floor(key * 4_096)).toBeGreaterThanOrEqual(bin);
          bin = Math.floor(key * 4_096);
          end += tokens;
        }
        expect(stratum).toMatchObject({ documents: documents.length, tokens: end });
      }),
    );
  });
});
