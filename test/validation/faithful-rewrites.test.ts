import { describe, expect, it } from 'vitest';
import { GENERIC_VALIDATION } from '../../src/validation/generic.ts';
import { validate } from '../../src/validation/validate.ts';
import { candidate, run } from './candidates.ts';
import { FAITHFUL } from './rewrites.ts';

/** The list that the contract's example strategy has. */
const CONTRACT = [
  'finish',
  'clean',
  { length: { min_tokens: 50, min_ratio: 0.2, max_ratio: 1.5 } },
  'language',
  'refusal',
  'loop',
  { copy: { max_run: 0.5 } },
  { grounding: { max_invented_numbers: 0 } },
];

describe('faithful rewrites', () => {
  it.each(FAITHFUL)('pass the contract’s validators untouched: $name', ({ text }) => {
    const result = run(CONTRACT, { text });
    expect(result).toMatchObject({ accepted: true, reasons: [], details: [], cleaned: [], text });
    expect(Object.keys(result.scores)).toEqual([
      'finish',
      'clean',
      'length',
      'language',
      'refusal',
      'loop',
      'copy',
      'grounding',
    ]);
  });

  it.each(FAITHFUL)('pass the generic list: $name', ({ text }) => {
    expect(validate(candidate({ text }), GENERIC_VALIDATION)).toMatchObject({ details: [], accepted: true });
  });

  it.each(FAITHFUL.filter(({ form }) => form !== undefined))('have their form: $name', ({ form, text }) => {
    expect(run([{ format: { kind: form } }], { text })).toMatchObject({ details: [], accepted: true });
  });
});
