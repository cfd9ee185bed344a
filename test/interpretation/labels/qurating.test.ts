import { describe, expect, it } from 'vitest';
import { qurating, quratingServed } from '../../../src/interpretation/labels/qurating.ts';

const options = { grammar: 'qurating', column: 'score' };
const lines = ['Writing style: 7', 'Required expertise: 2', 'Facts and trivia: 10', 'Educational value: 1'];

describe('QuRating by prompt', () => {
  it('reads four criteria, with marks around them that say nothing', () => {
    const ratings = { writing_style: 7, required_expertise: 2, facts_and_trivia: 10, educational_value: 1 };
    expect(qurating.read({ text: lines.join('\n') }, options)).toEqual(ratings);
    const marked = lines.map((line) => `**${line}/10**\n`).join('\n');
    expect(qurating.read({ text: marked }, options)).toEqual(ratings);
  });

  it.each([
    [lines.slice(1), 'has 3 lines, not 4'],
    [['Here are my ratings:', ...lines], 'has 5 lines, not 4'],
    [lines.toReversed(), 'line 1 does not rate writing_style from 1 to 10: "Educational value: 1"'],
    [lines.with(0, 'Writing style: 0'), 'line 1 does not rate writing_style from 1 to 10: "Writing style: 0"'],
    [
      lines.with(3, 'Educational value: 11'),
      'line 4 does not rate educational_value from 1 to 10: "Educational value: 11"',
    ],
    [
      lines.with(2, 'Facts and trivia: 4-5'),
      'line 3 does not rate facts_and_trivia from 1 to 10: "Facts and trivia: 4-5"',
    ],
    [
      lines.with(1, 'Required expertise: N'),
      'line 2 does not rate required_expertise from 1 to 10: "Required expertise: N"',
    ],
  ])('refuses %j: %s', (given, problem) => {
    expect(qurating.read({ text: given.join('\n') }, options)).toBe(problem);
  });
});

describe('QuRating by its model', () => {
  it('reads the heads in their order, and no other number of them', () => {
    expect(quratingServed.read({ text: '', numbers: [-1.5, 0, 2.25, 4] }, options)).toEqual({
      writing_style: -1.5,
      required_expertise: 0,
      facts_and_trivia: 2.25,
      educational_value: 4,
    });
    expect(quratingServed.read({ text: '', numbers: [1] }, options)).toBe('has 1 number, not 4');
  });
});
