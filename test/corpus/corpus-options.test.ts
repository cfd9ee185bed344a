import { expect, it } from 'vitest';

import { corpusOptionsSchema } from '../../src/corpus/corpus-options.ts';

it('fills in the defaults of the contract', () => {
  expect(corpusOptionsSchema.parse({})).toEqual({ text_column: 'text', id_column: 'id', metadata: 'keep' });
});

it('describes every option', () => {
  for (const option of Object.values(corpusOptionsSchema.shape)) expect(option.meta()?.description).toMatch(/\w/);
});

it('refuses an empty column name and an unknown way with metadata', () => {
  expect(corpusOptionsSchema.safeParse({ text_column: '' }).success).toBe(false);
  expect(corpusOptionsSchema.safeParse({ metadata: 'some' }).success).toBe(false);
});
