import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToTokens } from '../../src/text/cut.ts';
import { estimateTokens } from '../../src/text/tokens.ts';

describe('cutToTokens', () => {
  it('returns a text that fits unchanged', () => {
    expect(cutToTokens('One two three.', 100)).toEqual({
      text: 'One two three.',
      tokens: estimateTokens('One two three.'),
      cut: false,
    });
  });

  it('ends at a word, close to the bound', () => {
    const text = 'one two three four five six seven eight nine ten\n'.repeat(50).trim();
    const cut = cutToTokens(text, 60);
    expect(cut.cut).toBe(true);
    expect(text.startsWith(cut.text)).toBe(true);
    expect(text.slice(cut.text.length)).toMatch(/^\s/);
    expect(cut.tokens).toBeGreaterThan(50);
  });

  it('never exceeds the bound and always gives a whole prefix', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (text, maxTokens) => {
        const cut = cutToTokens(text, maxTokens);
        expect(cut.tokens).toBe(estimateTokens(cut.text));
        expect(cut.tokens).toBeLessThanOrEqual(maxTokens);
        expect(text.startsWith(cut.text)).toBe(true);
        expect(cut.cut).toBe(cut.text.length < text.length);
        expect(() => encodeURIComponent(cut.text)).not.toThrow(); // a lone surrogate would throw
      }),
    );
  });

  it('cuts a text without white space inside its one word', () => {
    const cut = cutToTokens('界'.repeat(500), 20);
    expect(cut.text.length).toBeGreaterThan(0);
    expect(cut.tokens).toBeLessThanOrEqual(20);
  });
});
