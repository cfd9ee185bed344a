import { describe, expect, it } from 'vitest';
import { fitsWith, requestFields } from '../../src/generation/request-fields.ts';
import { prompt } from './local-server.ts';

const words = (count: number): string => 'word '.repeat(count);
const long = prompt({ system: undefined, user: words(1_000), fields: { max_tokens: 1_000, temperature: 0 } });
const to = (contextLength: number | undefined, detectsRepetition = false) => ({ contextLength, detectsRepetition });

describe('requestFields', () => {
  it('leaves alone what fits, and what goes where no bound is known', () => {
    for (const contextLength of [undefined, 100_000, 6_100, 2_500]) {
      expect(requestFields(long, to(contextLength), undefined)).toBe(long.fields);
    }
  });

  it('lowers max_tokens to what the context leaves, but not below half of it', () => {
    const { max_tokens: limit, ...rest } = requestFields(long, to(1_800), undefined);
    expect(limit).toBeGreaterThanOrEqual(500);
    expect(limit).toBeLessThanOrEqual(1_800 - 1_000);
    expect(rest).toEqual({ temperature: 0 });
    expect(requestFields(long, to(1_100), undefined)).toMatchObject({ max_tokens: 500 });
  });

  it('takes the word of a server before its own estimate', () => {
    expect(requestFields(long, to(100_000), 777)).toMatchObject({ max_tokens: 777 });
  });

  it('asks for the detection of loops where the server knows it and the strategy does not say', () => {
    expect(requestFields(long, to(undefined, true), undefined)).toMatchObject({
      max_tokens: 1_000,
      repetition_detection: { min_count: 4 },
    });
    const own = prompt({ fields: { max_tokens: 10, repetition_detection: null } });
    expect(requestFields(own, to(undefined, true), undefined)).toBe(own.fields);
  });

  it('has no loops looked for where a good answer repeats itself', () => {
    const ratings = prompt({ mayRepeat: true, fields: { max_tokens: 29 } });
    expect(requestFields(ratings, to(undefined, true), undefined)).toBe(ratings.fields);
  });
});

describe('fitsWith', () => {
  it.each([
    [999, true],
    [500, true],
    [499, false],
    [1_000, false],
    [undefined, false],
  ])('%s tokens', (room, expected) => expect(fitsWith(long, room)).toBe(expected));
});
