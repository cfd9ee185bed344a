import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSchema, formatDuration, parseDuration } from '../../src/generation/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['20s', 20_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2d', 172_800_000],
    ['0', 0],
    [' 5s ', 5_000],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '20', 's', '-5s', '5 s', '1h 30m', '5x', '25d', '1e3s', 'm5'])('refuses %j', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it('reads back what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_147_483_647 }), (ms) => parseDuration(formatDuration(ms)) === ms),
    );
  });
});

describe('durationSchema', () => {
  it('gives milliseconds', () => expect(durationSchema.parse('15m')).toBe(900_000));

  it('says what a duration looks like', () => {
    expect(durationSchema.safeParse('15').error?.issues[0]?.message).toContain('"15" is no duration');
    expect(durationSchema.safeParse(15).error?.issues[0]?.message).toContain('with its unit');
  });
});
