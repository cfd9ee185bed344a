import { expect, it } from 'vitest';
import { generationOptionsSchema } from '../../src/generation/schema.ts';

it('fills in the documented defaults', () => {
  expect(generationOptionsSchema.parse({})).toEqual({
    endpoint: [],
    api_key_env: 'OPENAI_API_KEY',
    concurrency: 'auto',
    wait: 900_000,
    request_timeout: 600_000,
    outage_limit: 900_000,
  });
});

it('reads durations, numbers of requests and endpoints', () => {
  const given = { endpoint: ['http://gpu-1:8000/v1'], concurrency: 256, wait: '20s' };
  expect(generationOptionsSchema.parse(given)).toMatchObject({ concurrency: 256, wait: 20_000 });
});

it.each([
  [{ endpoint: ['gpu-1:8000/v1'] }, 'is no URL'],
  [{ concurrency: 0 }, '>=1'],
  [{ concurrency: 'max' }, 'auto or a whole number'],
  [{ outage_limit: 'long' }, 'is no duration'],
  [{ api_key: 'secret' }, 'Unrecognized key'],
])('refuses %j', (given, message) => {
  expect(generationOptionsSchema.safeParse(given).error?.issues[0]?.message).toContain(message);
});
