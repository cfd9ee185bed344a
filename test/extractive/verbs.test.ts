import { describe, expect, it } from 'vitest';
import { gerundBase, isBase, participleBase, thirdPerson, verbForms } from '../../src/extractive/verbs.ts';

describe('verb forms', () => {
  it.each([
    ['planned', 'plan'],
    ['visited', 'visit'],
    ['committed', 'commit'],
    ['applied', 'apply'],
    ['created', 'create'],
    ['rewritten', 'rewrite'],
    ['built', 'build'],
  ])('%s is the participle of %s', (participle, base) => expect(participleBase(participle)).toBe(base));

  it.each([
    ['using', 'use'],
    ['stopping', 'stop'],
    ['beginning', 'begin'],
    ['focusing', 'focus'],
    ['opening', 'open'],
    ['tying', 'tie'],
  ])('%s is the gerund of %s', (gerund, base) => expect(gerundBase(gerund)).toBe(base));

  it.each([
    ['apply', 'applies'],
    ['go', 'goes'],
    ['teach', 'teaches'],
    ['display', 'displays'],
    ['use', 'uses'],
  ])('%s becomes %s', (base, third) => {
    expect(thirdPerson(base)).toBe(third);
    expect(verbForms(third).some((form) => form.base === base && form.form === 'third')).toBe(true);
  });

  it('marks spellings that are nouns too, and knows no other words', () => {
    expect(verbForms('changes')[0]).toMatchObject({ base: 'change', noun: true });
    expect(verbForms('provides')[0]).toMatchObject({ base: 'provide', noun: false });
    expect(verbForms('lighthouse')).toEqual([]);
    expect(isBase('created')).toBe(false);
  });
});
