import { afterEach, expect, it, vi } from 'vitest';
import { tellArms } from '../../src/cli/arms-progress.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('tells every half minute how far each arm is that is being made, and is silent otherwise', () => {
  vi.useFakeTimers();
  const said: string[] = [];
  const progress = tellArms(50_000, (line) => said.push(line));
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual([]);
  let tokens = 1_000;
  progress.begin('qa', 0, () => ({ accepted_tokens: tokens }));
  progress.begin('faq', 1, () => ({ accepted_tokens: 49_900 }));
  tokens = 12_300;
  vi.advanceTimersByTime(30_000);
  progress.end('faq', 1);
  vi.advanceTimersByTime(30_000);
  expect(said).toEqual([
    'accepted so far, of 50.0k tokens: qa, seed 0: 12.3k; faq, seed 1: 49.9k',
    'accepted so far, of 50.0k tokens: qa, seed 0: 12.3k',
  ]);
  progress.close();
  progress.close();
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveLength(2);
});
