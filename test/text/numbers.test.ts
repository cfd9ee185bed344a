import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { numbersIn } from '../../src/text/numbers.ts';

const values = (text: string): string[] => numbersIn(text).map((mention) => mention.value);

test('offsets and text are those of the numeral', () => {
  expect(numbersIn('pay $1,200.50 now')).toEqual([{ value: '1200.5', text: '1,200.50', start: 5, end: 13 }]);
});

test.each([
  ['1,200 and 12,345,678', ['1200', '12345678']],
  ['1.200.000 and 1.234,50 and 12,34,567', ['1200000', '1234.5', '1234567']],
  ['1\u202f200 and 3\u00a0400\u00a0000', ['1200', '3400000']],
  ['1 200 are two', ['1', '200']],
  ['3.5 or .5 or 3,5 or 0.50', ['3.5', '0.5', '3.5', '0.5']],
  ['007 and 5.0', ['7', '5']],
  ['1,2,3', ['1', '2', '3']],
  ['Python 3.11.7 at 192.168.0.1, v2.1', ['3.11.7', '192.168.0.1', '2.1']],
  ['2nd of the 1990s, 50%, 5GB, 3x', ['2', '1990', '50', '5', '3']],
  ['2024-01-15 at 10:30, 3–5', ['2024', '1', '15', '10', '30', '3', '5']],
  ['in 1998. Then', ['1998']],
  ['COVID-19, GPT-4', ['19', '4']],
  ['٣٤ and ３５ and १२', ['34', '35', '12']],
  ['第3章は2023年', ['3', '2023']],
])('%j holds %j', (text, expected) => {
  expect(values(text)).toEqual(expected);
});

test('digits inside a name or a code are not numbers', () => {
  expect(values('H2O utf8 x86 0x1f a3f9 3a7f sha256sum ½ x²')).toEqual([]);
});

test.each([
  '1. Boil water',
  '  2) Add salt',
  '(3) Stir',
  '**4.** Serve',
  '- 5. Eat',
  '> 6. Rest',
  '2.1. Method',
  '## 2.1 Method',
  '# 3. Results',
  'Step 2: Mix',
  '**Step 3:** Mix',
  'Question 4: Why',
  'Q5: Why',
  'A5. Because',
  'Chapter 7',
  'as in step 2 above',
  '10.',
])('the numeral of %j only numbers', (text) => {
  expect(values(text)).toEqual([]);
});

test('numbers that say something count wherever they stand', () => {
  expect(values('1. Take 3 eggs\n## 10 ways\n- 3.5 million\n12 monkeys\nPart 5 of it\n1998. A year.')).toEqual([
    '3',
    '10',
    '3.5',
    '12',
    '5',
    '1998',
  ]);
});

test('an integer keeps its value with and without grouping', () => {
  fc.assert(
    fc.property(fc.nat(), (value) => {
      expect(values(`of ${value} things`)).toEqual([String(value)]);
      expect(values(`of ${value.toLocaleString('en-US')} things`)).toEqual([String(value)]);
    }),
  );
});

test('mentions are in order and never overlap', () => {
  const piece = fc.constantFrom('1', '23', '.', ',', ' ', '\n', 'a', 'v', '-', '\u00a0', '٣', '(', '456');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      let from = 0;
      for (const mention of numbersIn(text)) {
        expect(mention.start).toBeGreaterThanOrEqual(from);
        expect(mention.text).toBe(text.slice(mention.start, mention.end));
        expect(mention.value).toMatch(/^\d+(?:\.\d+)*$/);
        from = mention.end;
      }
    }),
  );
});
