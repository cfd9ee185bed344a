import { describe, expect, it } from 'vitest';
import { points } from '../../../src/interpretation/labels/points.ts';

const read = (text: string) => points.read({ text }, { grammar: 'score', column: 'education' });

describe('points', () => {
  it.each([
    'Score: 3',
    'It explains tides.\n\nScore: 0',
    'Statements 1 and 2 hold.\nScore: 2\n\n',
    '**Score: 4**',
    '**Score:** 5',
    'score: 3/5',
    'Score : 1.',
  ])('reads %j', (text) => {
    expect(read(text)).toEqual({ education: Number(/\d/.exec(text.replace('1 and 2', ''))?.[0]) });
  });

  it.each([
    ['', 'has no line "Score: N"'],
    ['3', 'has no line "Score: N"'],
    ['I would give it a score: 3', 'has no line "Score: N"'],
    ['Educational score: 3', 'has no line "Score: N"'],
    ['Score: 3\nIt explains tides.', 'does not end with its score'],
    ['Score: 2\nOn reflection:\nScore: 3', 'has 2 lines with a score'],
    ['Score: 3\nScore: 3', 'has 2 lines with a score'],
    ['Score: 6', 'the score is no whole number from 0 to 5'],
    ['Score: -1', 'the score is no whole number from 0 to 5'],
    ['Score: 2.5', 'the score is no whole number from 0 to 5'],
    ['Score: 2-3', 'the score is no whole number from 0 to 5'],
    ['Score: 3/10', 'the score is no whole number from 0 to 5'],
    ['Score: 3 or 4', 'the score is no whole number from 0 to 5'],
    ['Score: three', 'the score is no whole number from 0 to 5'],
    ['Score: ٣', 'the score is no whole number from 0 to 5'],
    ['Score: N', 'the score is no whole number from 0 to 5'],
    ['Score:', 'the score is no whole number from 0 to 5'],
  ])('refuses %j: %s', (text, detail) => {
    expect(read(text)).toBe(detail);
  });
});
