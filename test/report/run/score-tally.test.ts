import { expect, it } from 'vitest';
import { scoreTally } from '../../../src/report/run/score-tally.ts';

it('counts scores in twenty classes, what is above 1 in the last', () => {
  const scores = scoreTally();
  for (const loop of [0, 0.049, 0.05, 1, 42.5]) scores.add({ loop, note: 'no number', nothing: null });
  scores.add({ copy: 0.5 });
  const [loop, copy, ...others] = scores.distributions();
  expect(others).toEqual([]);
  expect(loop).toMatchObject({ validator: 'loop', most: 42.5 });
  expect(loop?.mean).toBeCloseTo(43.599 / 5, 10);
  expect(loop?.counts).toEqual([2, 1, ...Array.from({ length: 16 }, () => 0), 0, 2]);
  expect(copy).toMatchObject({ validator: 'copy', mean: 0.5, most: 0.5 });
});
