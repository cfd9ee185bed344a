import { describe, expect, it } from 'vitest';
import { dataman, datamanDomain, datamanScore } from '../../../src/interpretation/labels/dataman.ts';

const options = { grammar: 'dataman', column: 'score' };
const all = ['A', '5', '4', '3', '2', '1', '5', '4', '3', '2', '1', '5', '4', '3', '5'];

describe('DataMan, all ratings', () => {
  it('reads the domain and fourteen criteria in the order of the published models', () => {
    expect(dataman.read({ text: `${all.join('\n')}\n` }, options)).toEqual({
      accuracy: 5,
      coherence: 4,
      language_consistency: 3,
      semantic_density: 2,
      knowledge_novelty: 1,
      topic_focus: 5,
      creativity: 4,
      professionalism: 3,
      style_consistency: 2,
      grammatical_diversity: 1,
      structural_standardization: 5,
      originality: 4,
      sensitivity: 3,
      overall: 5,
      domain: 'medicine',
    });
  });

  it.each([
    [all.with(0, 'P'), 'line 1 is no domain from A to O: "P"'],
    [all.with(0, 'a'), 'line 1 is no domain from A to O: "a"'],
    [all.with(0, 'constructor'), 'line 1 is no domain from A to O: "constructor"'],
    [all.with(4, '6'), 'line 5, semantic_density, is no rating from 1 to 5: "6"'],
    [all.with(14, '0'), 'line 15, overall, is no rating from 1 to 5: "0"'],
    [all.with(1, '4.5'), 'line 2, accuracy, is no rating from 1 to 5: "4.5"'],
    [all.with(1, ''), 'line 2, accuracy, is no rating from 1 to 5: ""'],
    [all.slice(0, 14), 'has 14 lines, not 15'],
    [[...all, '5'], 'has 16 lines, not 15'],
    [['I cannot rate this.'], 'has 1 line, not 15'],
  ])('refuses %j: %s', (lines, problem) => {
    expect(dataman.read({ text: lines.join('\n') }, options)).toBe(problem);
  });
});

describe('DataMan, one rating', () => {
  it('reads one digit, or one letter, and nothing around it', () => {
    expect(datamanScore.read({ text: ' 4\n' }, options)).toEqual({ overall: 4 });
    expect(datamanScore.read({ text: '4/5' }, options)).toBe('no rating from 1 to 5: "4/5"');
    expect(datamanScore.read({ text: '' }, options)).toBe('no rating from 1 to 5: ""');
    expect(datamanDomain.read({ text: 'O' }, options)).toEqual({ domain: 'other' });
    expect(datamanDomain.read({ text: 'Domain: O' }, options)).toBe('no domain from A to O: "Domain: O"');
  });
});
