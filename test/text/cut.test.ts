import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToTokens, lastTokens } from '../../src/text/cut.ts';
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

describe('lastTokens', () => {
  it('returns a text that fits unchanged', () => {
    expect(lastTokens('One two three.', 100)).toBe('One two three.');
  });

  it('keeps an end that begins at a word, within the bound', () => {
    const text = Array.from({ length: 300 }, (_, n) => `word${n}`).join(' ');
    const kept = lastTokens(text, 60);
    expect(kept).toMatch(/^word\d+ /);
    expect(text.endsWith(` ${kept}`)).toBe(true);
    expect(estimateTokens(kept)).toBeLessThanOrEqual(60);
    expect(estimateTokens(kept)).toBeGreaterThan(50);
  });

  it('never exceeds the bound and always gives a whole end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (text, maxTokens) => {
        const kept = lastTokens(text, maxTokens);
        expect(text.endsWith(kept)).toBe(true);
        expect(estimateTokens(kept)).toBeLessThanOrEqual(maxTokens);
        expect(kept.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
    );
  });
});
