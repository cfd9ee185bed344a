import { describe, expect, it } from 'vitest';
import { perplexity } from '../../../src/interpretation/labels/perplexity.ts';

const read = (numbers?: readonly number[]) =>
  perplexity.read({ text: '', numbers }, { grammar: 'perplexity', column: 'score' });

describe('perplexity', () => {
  it('is exp of the mean negative log-probability', () => {
    expect(read([Math.log(1 / 2), Math.log(1 / 8)])).toEqual({ perplexity: 4, tokens: 2 });
    expect(read([0, 0, 0])).toEqual({ perplexity: 1, tokens: 3 });
  });

  it('is refused where the server told nothing, where there is one token, and where it overflows', () => {
    expect(read()).toMatch(/no log-probabilities of the prompt/);
    expect(read([])).toMatch(/a single token/);
    expect(read([-9999])).toBe('the mean log-probability is -9999');
  });
});
