import { describe, expect, it } from 'vitest';
import { GENERIC_VALIDATION } from '../../src/validation/generic.ts';
import { validationSchema } from '../../src/validation/schema.ts';

/** Issues as a loader prints them. */
function issues(list: unknown): string[] {
  const parsed = validationSchema.safeParse(list);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('validationSchema', () => {
  it('takes names and names with bounds, in order, with defaults filled in', () => {
    expect(
      validationSchema.parse(['finish', { copy: {} }, { length: { max_ratio: 1.5 } }, { grounding: null }]),
    ).toEqual([
      { validator: 'finish', bounds: {} },
      { validator: 'copy', bounds: { max_run: 0.5 } },
      { validator: 'length', bounds: { min_tokens: 1, min_ratio: 0, max_ratio: 1.5 } },
      { validator: 'grounding', bounds: { max_invented_numbers: 0, max_misstated: 0, allow_derived: false } },
    ]);
  });

  it('names the nearest validator for an unknown one', () => {
    expect(issues(['finish', 'lenght'])).toEqual(['1: no validator is called "lenght"; did you mean "length"?']);
    expect(issues([{ ground: {} }])[0]).toContain('did you mean "grounding"?');
  });

  it('lists the validators where none is near, and where the name is one of Object', () => {
    expect(issues(['perplexity_of_text'])[0]).toMatch(/known are finish, clean, /);
    expect(issues(['constructor'])[0]).toMatch(/^0: no validator is called "constructor"/);
  });

  it('refuses an unknown bound with its path and the nearest one', () => {
    expect(issues([{ length: { min_token: 3 } }])).toEqual([
      '0.length: no bound is called "min_token"; did you mean "min_tokens"?',
    ]);
    expect(issues([{ format: { kind: 'qa', min_pair: 3 } }])).toEqual([
      '0.format: no bound is called "min_pair"; did you mean "min_pairs"?',
    ]);
    expect(issues([{ finish: { strict: true } }])).toEqual(['0.finish: takes no bounds, but "strict" is given']);
  });

  it('refuses bounds of another format kind', () => {
    expect(issues([{ format: { kind: 'table', min_pairs: 3 } }])).toHaveLength(1);
  });

  it('refuses wrong types at the bound’s path', () => {
    expect(issues([{ copy: { max_run: 3 } }])).toEqual(['0.copy.max_run: `copy.max_run` must be at most 1, got `3`']);
    expect(issues([{ length: { min_tokens: 'many' } }])).toEqual([
      '0.length.min_tokens: `length.min_tokens` must be a number, got `many`',
    ]);
    expect(issues([{ length: [1] }])[0]).toMatch(/^0\.length: /);
  });

  it('refuses bounds that no text could be within', () => {
    expect(issues([{ length: { min_tokens: 50, max_tokens: 40 } }])).toEqual([
      '0.length.max_tokens: max_tokens is less than min_tokens: no text could pass',
    ]);
    expect(issues([{ length: { min_ratio: 1.5, max_ratio: 1.25 } }])).toHaveLength(1);
    expect(issues([{ length: { min_ratio: 1.25, max_ratio: 1.25 } }])).toEqual([]);
  });

  it('says which kinds there are when format has none', () => {
    expect(issues(['format'])[0]).toContain('kind must be qa, dialogue');
  });

  it('refuses an entry that is no name or several, and anything but a list', () => {
    expect(issues([7])[0]).toMatch(/^0: must be a validator’s name/);
    expect(issues([{ finish: {}, clean: {} }])[0]).toContain('names one validator, not 2');
    expect(issues([{}])[0]).toContain('not 0');
    expect(issues('finish')).toHaveLength(1);
  });

  it('reports every wrong entry at once', () => {
    expect(issues(['finsh', { copy: { max: 1 } }])).toHaveLength(2);
  });

  it('makes the generic list', () => {
    expect(GENERIC_VALIDATION.map(({ validator }) => validator)).toContain('grounding');
  });
});
