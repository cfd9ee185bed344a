import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partSchema } from '../../src/config/part.ts';
import { runOptionsSchema } from '../../src/config/run-options.ts';
import { parseTokenCount, tokenCountSchema } from '../../src/config/token-count.ts';

describe('a token count', () => {
  it.each([
    ['500000', 500_000],
    ['500k', 500_000],
    ['50M', 50_000_000],
    ['1.5B', 1_500_000_000],
    ['2t', 2e12],
    [' 7 ', 7],
    ['0.0001k', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['1e6', undefined],
    ['5 million', undefined],
    ['99999999T', undefined],
    ['', undefined],
  ])('%j is %j', (text, tokens) => {
    expect(parseTokenCount(text)).toBe(tokens);
  });

  it('is a whole positive number or refused, whatever is written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.double()), (value) => {
        const result = tokenCountSchema.safeParse(value);
        if (result.success) expect(Number.isSafeInteger(result.data) && result.data > 0).toBe(true);
        else expect(result.error.issues[0]?.message).not.toBe('');
      }),
    );
  });
});

describe('a part', () => {
  it('is I/N with I below N', () => {
    expect(partSchema.parse('0/4')).toEqual({ index: 0, of: 4 });
    expect(partSchema.parse(' 63/64 ')).toEqual({ index: 63, of: 64 });
    for (const text of ['4/4', '-1/4', '1', '1/0', '1/4/2', 'a/b', '']) {
      expect(partSchema.safeParse(text).success).toBe(false);
    }
  });
});

describe('the options of a run', () => {
  it('all have defaults or may be left out', () => {
    expect(runOptionsSchema.parse({})).toMatchObject({
      strategy: 'mix',
      text_column: 'text',
      id_column: 'id',
      api_key_env: 'OPENAI_API_KEY',
      concurrency: 'auto',
      seed: 0,
      format: 'jsonl.gz',
      shard_records: 50_000,
      shard: { index: 0, of: 1 },
      metadata: 'keep',
      wait: 900_000,
      request_timeout: 600_000,
      outage_limit: 900_000,
      drain_timeout: 20_000,
      retry_failed: false,
      progress: 'auto',
      log_format: 'pretty',
      quiet: false,
    });
  });

  it('are described, grouped and known by their contract’s names', () => {
    for (const [name, field] of Object.entries(runOptionsSchema.shape)) {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(field.meta()).toMatchObject({ description: expect.stringMatching(/\w/), group: expect.any(String) });
    }
  });
});
