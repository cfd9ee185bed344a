import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { createLineSplitter, type Line } from '../../src/corpus/line-splitter.ts';

function split(chunks: readonly Buffer[], maxLineBytes: number): Line[] {
  const splitter = createLineSplitter(maxLineBytes);
  return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()];
}

it('gives the same lines however the bytes are cut into chunks', () => {
  const bytes = fc
    .array(fc.constantFrom('a', 'é', '\n', '\r', '\u2028'), { maxLength: 60 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 7 })), (text, sizes) => {
      const whole = Buffer.from(text);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(whole.subarray(at, at + size));
        at += size;
      }
      chunks.push(whole.subarray(at));
      const expected = text.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(split(chunks, 1_000).map(String)).toEqual(expected);
    }),
  );
});

it('marks lines above the bound with their first bytes and goes on behind them', () => {
  const chunks = ['12345\n123', '456789', '0abcdefghijklmnop\n12', '\n', '123456'].map((chunk) => Buffer.from(chunk));
  const lines = split(chunks, 5).map((line) => (Buffer.isBuffer(line) ? String(line) : { head: String(line.head) }));
  expect(lines).toEqual(['12345', { head: '123456789' }, '12', { head: '123456' }]);
});
