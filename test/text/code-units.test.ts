import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeUnits } from '../../src/text/code-units.ts';

function expectUnits(text: string): void {
  const units = codeUnits(text);
  for (let at = 0; at < text.length; at++) {
    if (units[at] !== text.charCodeAt(at)) expect([at, units[at]]).toEqual([at, text.charCodeAt(at)]);
  }
  expect([units[text.length], units[text.length + 1]]).toEqual([0, 0]);
}

test('the units of any text, lone halves of pairs too, with zeros behind the last', () => {
  expectUnits('');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
      expectUnits(codes.map((code) => String.fromCharCode(code)).join(''));
    }),
  );
});

test('a short text behind a long one, and texts longer than any buffer that is kept', () => {
  for (const length of [20_000, 3, 1_048_574, 1_048_577, 5]) expectUnits('ab\u4e2d'.repeat(length).slice(0, length));
});
