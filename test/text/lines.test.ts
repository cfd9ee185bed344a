import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LineKind, lineKind, splitLines } from '../../src/text/lines.ts';

test('lines are split on \\n only and join to the same text', () => {
  expect(splitLines('a\r\nb\u2028c\n')).toEqual(['a\r', 'b\u2028c', '']);
  fc.assert(fc.property(fc.string(), (text) => splitLines(text).join('\n') === text));
});

const kinds: Record<LineKind, readonly string[]> = {
  blank: ['', '  \t', '\r'],
  heading: ['# Title', '###### Deep', '=====', '-----', '~~~~~~~~'.replaceAll('~', '^'), '***'],
  list: [
    '- item',
    '  * item',
    '12. item',
    '3) item',
    '(4) item',
    '#. item',
    'a) item',
    '• item',
    ':Author: A. Name',
    ':Type:',
  ],
  quote: ['> said', '>said'],
  table: ['| a | b |', '|---|---|', '+----+----+', '=====  ====='],
  fence: ['```ts', '~~~', '.. code-block:: python', '   ```'],
  prose: [
    'Plain words.',
    '#hashtag',
    '-5 degrees',
    '1984 was a year.',
    'U.S. law',
    'a | b',
    'Dr. Who',
    '**Bold** start',
  ],
};

test.each(Object.entries(kinds))('%s lines are told by their own form', (kind, lines) => {
  expect(lines.map((line) => [line, lineKind(line)])).toEqual(lines.map((line) => [line, kind]));
});
