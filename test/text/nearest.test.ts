import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

describe('nearest', () => {
  const keys = ['max_tokens', 'temperature', 'top_p', 'qa', 'mix'];

  it.each([
    ['max_token', 'max_tokens'],
    ['maxtokens', 'max_tokens'],
    ['tmeperature', 'temperature'],
    ['Top_P', 'top_p'],
    ['qaa', 'qa'],
    ['mxi', 'mix'],
  ])('takes %s for %s', (written, meant) => {
    expect(nearest(written, keys)).toBe(meant);
  });

  it('guesses nothing where no candidate is near', () => {
    expect(nearest('frequency', keys)).toBeUndefined();
    expect(nearest('zz', keys)).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });

  it('prefers the nearer of two candidates, and the first of equals', () => {
    expect(nearest('table', ['tables2', 'tables'])).toBe('tables');
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  });
});
