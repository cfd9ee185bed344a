import { expect, test } from 'vitest';
import { ablationMarkdown } from '../../src/report/ablation/ablation-markdown.ts';
import { ablationResults, armResult, manyArms } from './ablation-results.ts';

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

test('has the question, an arrow at the metrics of which it is known what is better, and intervals', () => {
  const results = manyArms(2, ['bits', 'length'], 8);
  const [bits, length] = results.metrics;
  if (bits === undefined || length === undefined) throw new Error('two metrics');
  const page = ablationMarkdown({ ...results, question: 'Which?', metrics: [{ ...bits, better: 'lower' }, length] });
  expect(page.split('\n').slice(0, 4)).toEqual(['Which?', '', '| arm | bits ↓ | length |', '| --- | ---: | ---: |']);
  expect(page).toContain('1.00* (−0.12 to +0.12)');
  expect(page).toContain('In brackets: 95% interval of the difference');
});

test('names the arms that are not in the table and why, and has no table of none', () => {
  const one = armResult('one', ['bits']);
  const two = armResult('two', ['bits'], { state: 'failed', detail: 'no server' });
  const page = ablationMarkdown(ablationResults([one, two], ['bits']));
  expect(page).toContain('Nothing is compared with one, the baseline: no other arm came to the budget.');
  expect(page).not.toContain('In brackets');
  expect(page.endsWith('\n\n- two: failed: no server\n')).toBe(true);
  const none = ablationMarkdown(ablationResults([two], ['bits']));
  expect(none).toBe('No arm came to its budget: there is nothing to compare.\n\n- two: failed: no server\n');
});
