import { expect, it } from 'vitest';
import { ablationMarkdown } from '../../src/report/ablation/ablation-markdown.ts';
import { ablationResults, armResult, manyArms } from './ablation-results.ts';

it('has the question, an arrow at the metrics of which it is known what is better, and intervals', () => {
  const results = manyArms(2, ['bits', 'length'], 8);
  const [bits, length] = results.metrics;
  if (bits === undefined || length === undefined) throw new Error('two metrics');
  const page = ablationMarkdown({ ...results, question: 'Which?', metrics: [{ ...bits, better: 'lower' }, length] });
  expect(page.split('\n').slice(0, 4)).toEqual(['Which?', '', '| arm | bits ↓ | length |', '| --- | ---: | ---: |']);
  expect(page).toContain('1.00* (−0.12 to +0.12)');
  expect(page).toContain('In brackets: 95% interval of the difference');
});

it('names the arms that are not in the table and why, and has no table of none', () => {
  const one = armResult('one', ['bits']);
  const two = armResult('two', ['bits'], { state: 'failed', detail: 'no server' });
  const page = ablationMarkdown(ablationResults([one, two], ['bits']));
  expect(page).toContain('Nothing is compared with one, the baseline: no other arm came to the budget.');
  expect(page).not.toContain('In brackets');
  expect(page.endsWith('\n\n- two: failed: no server\n')).toBe(true);
  const none = ablationMarkdown(ablationResults([two], ['bits']));
  expect(none).toBe('No arm came to its budget: there is nothing to compare.\n\n- two: failed: no server\n');
});
