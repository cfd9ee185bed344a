import { expect, it } from 'vitest';
import { wrongResults } from '../../src/validation/formats/arithmetic.ts';
import { judge } from './candidates.ts';

it.each([
  '12 + 30 = 42',
  'First, 12 boxes × 5 forms = 60 forms.',
  '$12 \\times 5 = 60$ and $(60 - 20) / 4 = 10$',
  '1,200 / 7 = 171.43',
  '20% * 50 = 10',
  '\\frac{1}{4} * 8 = 2',
  '17 / 5 = 3 remainder 2',
  'x + 3 = 7',
  'x + 3 + 5 = 9',
  '-3 + 5 = 2, and 2^3 = 8',
])('finds nothing wrong in %s', (line) => {
  expect(wrongResults([line])).toEqual([]);
});

it.each([
  ['12 + 30 = 43', 42],
  ['12 boxes × 5 forms = 65 forms', 60],
  ['\\(60 - 20\\) = 30', 40],
  ['7 / 2 = 3', 3.5],
  ['1,200 * 3 = 360', 3600],
])('finds the wrong result in %s', (line, result) => {
  expect(wrongResults([line])).toMatchObject([{ result }]);
});

it('rejects an answer that the solution does not come to', () => {
  const text = 'Problem: 3 boats with 4 men each?\nSolution: 3 * 4 = 12 men.\nAnswer: ';
  expect(judge('format', { text: `${text}12 men` }, { kind: 'math' })).toMatchObject({ accepted: true });
  expect(judge('format', { text: `${text}15 men` }, { kind: 'math' })).toMatchObject({ reason: 'format.math' });
});
