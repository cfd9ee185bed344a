import { expect, test } from 'vitest';
import { ablationMarkdown } from '../../src/report/ablation/ablation-markdown.ts';
import { ablationResults, armResult } from './ablation-results.ts';

test('names in the table of arms are no markup, and cells are as many as columns', () => {
  const metrics = ['lm_eval/a|b', 'rating/<b>.`x`', 'unknown'];
  const arms = ['base|line', 'other'].map((name) =>
    armResult(name, [], { means: { 'lm_eval/a|b': 1, 'rating/<b>.`x`': 2 } }),
  );
  const difference = {
    arm: 'other',
    metric: 'lm_eval/a|b',
    mean: 1,
    low: 0.5,
    high: 1.5,
    p: 0.01,
    effect: 1,
    pairs: 9,
  };
  const comparisons = [{ ...difference, corrected: 0.01, significant: true }];
  expect(
    ablationMarkdown(ablationResults(arms, metrics, { comparisons }))
      .split('\n')
      .slice(0, 4),
  ).toEqual([
    String.raw`| arm | lm_eval/a\|b | rating/\<b\>.\`x\` |`,
    '| --- | ---: | ---: |',
    String.raw`| base\|line (baseline) | 1.00 | 2.00 |`,
    '| other | 1.00* (+0.50 to +1.50) | 2.00 |',
  ]);
});
