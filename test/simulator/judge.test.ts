import { describe, expect, it } from 'vitest';
import { fidelity } from '../../src/interpretation/labels/fidelity.ts';
import { judgeRewrite } from '../../src/simulator/judge.ts';

const shown = (document: string, rewrite: string): string =>
  `<document>\n${document}\n</document>\n\n<rewrite>\n${rewrite}\n</rewrite>\n\nJudge it.`;

const verdict = (document: string, rewrite: string) =>
  fidelity.read({ text: judgeRewrite(shown(document, rewrite)) ?? '' }, { grammar: 'fidelity', column: 'fidelity' });

describe('a simulated judge', () => {
  it('finds a rewrite unfaithful that has a number of its own, in the form that judges answer in', () => {
    expect(verdict('Built in 1,887, by 3 men.', 'Three men (3) built it in 1,887.')).toEqual({ fidelity: 1 });
    expect(verdict('Built in 1,887, by 3 men.', 'It was built in 1,888.')).toEqual({ fidelity: 0 });
  });

  it('judges nothing where there is no rewrite', () => {
    expect(judgeRewrite('<document>\nBuilt in 1887.\n</document>\n\nSummarise it.')).toBeUndefined();
  });
});
