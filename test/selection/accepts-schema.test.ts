import { expect, test } from 'vitest';
import { acceptsSchema } from '../../src/selection/accepts-schema.ts';

test('an empty block accepts everything', () => {
  expect(acceptsSchema.parse({})).toEqual({
    minTokens: 0,
    maxTokens: Number.MAX_SAFE_INTEGER,
    quality: 'any',
    languages: [],
  });
});

test('every key is taken over', () => {
  expect(acceptsSchema.parse({ min_tokens: 50, max_tokens: 6000, quality: 'high', languages: ['en', 'yue'] })).toEqual({
    minTokens: 50,
    maxTokens: 6000,
    quality: 'high',
    languages: ['en', 'yue'],
  });
});

test.each([
  [{ minTokens: 5 }, 'minTokens'],
  [{ min_tokens: -1 }, 'min_tokens'],
  [{ min_tokens: '5' }, 'min_tokens'],
  [{ min_tokens: 10, max_tokens: 9 }, 'max_tokens'],
  [{ max_tokens: 1.5 }, 'max_tokens'],
  [{ quality: 'best' }, 'quality'],
  [{ languages: 'en' }, 'languages'],
  [{ languages: ['English'] }, 'languages'],
  [{ languages: ['und'] }, 'languages'],
])('%j is refused, naming %s', (block, key) => {
  const parsed = acceptsSchema.safeParse(block);
  expect(parsed.success).toBe(false);
  expect(JSON.stringify(parsed.error?.issues)).toContain(key);
});
