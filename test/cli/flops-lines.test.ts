import { describe, expect, it } from 'vitest';
import { flopsLines } from '../../src/cli/flops-lines.ts';
import { accountFlops } from '../../src/run/flops.ts';

/** The ProX paper's corpus, its two models taken together as one strategy. */
const CORPUS = { prompt: 81.5e9, completion: 0, accepted: 16e9, source: 62.5e9 };

function lines(source: number | null, parameters: number | undefined, train: readonly number[], more = {}): string[] {
  const sizes = { prox: { parameters, keepsText: true }, qa: { parameters: undefined, keepsText: false } };
  return flopsLines(accountFlops({ prox: { ...CORPUS, source }, ...more }, sizes, train));
}

describe('the account of compute in the summary', () => {
  it('is not there without a size', () => {
    expect(lines(62.5e9, undefined, [7e9])).toEqual([]);
  });

  it('says what rewriting took and from which size it pays', () => {
    expect(lines(62.5e9, 354e6, [])).toEqual([
      'compute    5.77e19 FLOPs of rewriting: 81.5B tokens through 354M parameters',
      '           prox kept 16.0B of 62.5B tokens: training on these alone makes up for it from a 207M model on',
    ]);
  });

  it('compares with the training of the sizes that are asked for', () => {
    expect(lines(62.5e9, 354e6, [0.7e9, 7e9])).toEqual([
      'compute    5.77e19 FLOPs of rewriting: 81.5B tokens through 354M parameters',
      '           as many as train a 700M model on 13.7B tokens; training it on the accepted text takes 6.72e19, rewriting adds 85.9%',
      '           as many as train a 7B model on 1.37B tokens; training it on the accepted text takes 6.72e20, rewriting adds 8.6%',
      '           prox kept 16.0B of 62.5B tokens: training on these alone makes up for it from a 207M model on (700M: saves 3.4 times its cost, 7B: saves 34 times its cost)',
    ]);
  });

  it('says where nothing is saved, what cannot be told, and what is left out', () => {
    expect(lines(16e9, 354e6, [])[1]).toBe('           prox kept 16.0B of 16.0B tokens: it saves no training');
    expect(lines(null, 354e6, [7e9]).at(-1)).toBe(
      '           prox saves training; how much cannot be told, since an older version began this run',
    );
    const qa = { prompt: 5, completion: 5, accepted: 5, source: 5 };
    expect(lines(16e9, 354e6, [], { qa }).at(-1)).toBe('           without qa: the size of its model is not given');
  });
});
