import { expect, it } from 'vitest';

import { writeFailure } from '../../src/emission/write-failure.ts';
import { usageError } from '../../src/vocabulary/error.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: as the system says`), { code });

it.each([
  ['ENOSPC', 'free some space'],
  ['EDQUOT', 'free some space'],
  ['EACCES', 'write permission'],
  ['EPERM', 'write permission'],
  ['EROFS', 'read-only'],
  ['EIO', 'as the system says'],
])('tells of %s where it happened and what to do', (code, advice) => {
  const cause = failure(code);
  const error = writeFailure('/out/shards/part-00000.jsonl', cause);
  expect(error.code).toBe('usage');
  expect(error.message).toContain('/out/shards/part-00000.jsonl');
  expect(error.message).toContain(advice);
  expect(error.cause).toBe(cause);
});

it('passes on an error that is made for people already', () => {
  const error = usageError('zstd is missing');
  expect(writeFailure('/out', error)).toBe(error);
});
