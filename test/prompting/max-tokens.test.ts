import { describe, expect, it } from 'vitest';
import { maxTokensFor } from '../../src/prompting/max-tokens.ts';

describe('maxTokensFor', () => {
  it('is the number where one is given', () => {
    expect(maxTokensFor(256, 100_000)).toBe(256);
  });

  it('follows the source, rounded up and held between min and max', () => {
    const limit = { ratio: 1.5, min: 128, max: 1024 };
    expect(maxTokensFor(limit, 301)).toBe(452);
    expect(maxTokensFor(limit, 0)).toBe(128);
    expect(maxTokensFor(limit, 10_000)).toBe(1024);
  });
});
