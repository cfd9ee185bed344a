import { describe, expect, it } from 'vitest';
import { cutPart } from '../../src/interpretation/cut-part.ts';
import { estimateTokens } from '../../src/text/tokens.ts';

const text = Array.from({ length: 400 }, (_, n) => `word${n}`).join(' ');
const part = { text, tokens: estimateTokens(text), firstLine: 0 };

describe('cutPart', () => {
  it('leaves what fits as it is', () => {
    expect(cutPart(part, { maxTokens: part.tokens, keep: 'ends' })).toBe(part);
    expect(cutPart(part, undefined)).toBe(part);
  });

  it('keeps the first and the last half of a longer one, with three dots between them', () => {
    const [first = '', last = ''] = cutPart(part, { maxTokens: 200, keep: 'ends' }).text.split('...');
    expect(text.startsWith(`${first} `)).toBe(true);
    expect(text.endsWith(` ${last}`)).toBe(true);
    for (const half of [first, last]) {
      expect(estimateTokens(half)).toBeLessThanOrEqual(100);
      expect(estimateTokens(half)).toBeGreaterThan(90);
    }
  });

  it('keeps the start', () => {
    const cut = cutPart(part, { maxTokens: 200, keep: 'start' });
    expect(text.startsWith(`${cut.text} `)).toBe(true);
    expect(cut.tokens).toBeLessThanOrEqual(200);
    expect(cut.tokens).toBeGreaterThan(190);
  });
});
