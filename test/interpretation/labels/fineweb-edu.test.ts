import { describe, expect, it } from 'vitest';
import { finewebEdu, finewebEduServed } from '../../../src/interpretation/labels/fineweb-edu.ts';

const options = { grammar: 'fineweb_edu', column: 'score' };

describe('FineWeb-Edu by prompt', () => {
  it.each([
    ['It explains tides.\n\nEducational score: 3', 3],
    ['Educational score:0', 0],
    ['**Educational score:** 5\n', 5],
    ['educational score: 4 points', 4],
  ])('reads %j', (text, score) => {
    expect(finewebEdu.read({ text }, options)).toEqual({ score });
  });

  it.each([
    ['It explains tides.', 'has no "Educational score: N"'],
    ['Educational score: <total points>', 'has no "Educational score: N"'],
    ['Educational score: -1', 'has no "Educational score: N"'],
    ['Educational score: 2\nEducational score: 3', 'has 2 educational scores'],
    ['Educational score: 3.5', 'the score is no whole number from 0 to 5'],
    ['Educational score: 6', 'the score is no whole number from 0 to 5'],
    ['Educational score: 35', 'the score is no whole number from 0 to 5'],
  ])('refuses %j: %s', (text, problem) => {
    expect(finewebEdu.read({ text }, options)).toBe(problem);
  });
});

describe('FineWeb-Edu by its classifier', () => {
  it.each([
    [2.5, 2],
    [3.5, 4],
    [2.51, 3],
    [-0.7, 0],
    [-0.5, 0],
    [6.2, 5],
  ])('rounds %d half to even, within 0 and 5: %d', (number, rounded) => {
    expect(finewebEduServed.read({ text: '', numbers: [number] }, options)).toEqual({
      score: number,
      int_score: rounded,
    });
  });

  it('refuses the answer of a model with other heads, and of one that writes', () => {
    expect(finewebEduServed.read({ text: '', numbers: [1, 2] }, options)).toBe('has 2 numbers, not one');
    expect(finewebEduServed.read({ text: '3' }, options)).toBe('has 0 numbers, not one');
  });
});
