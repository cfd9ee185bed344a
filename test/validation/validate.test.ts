import { describe, expect, it } from 'vitest';
import { GENERIC_VALIDATION } from '../../src/validation/generic.ts';
import { REASONS } from '../../src/validation/reasons.ts';
import { validators } from '../../src/validation/registry.ts';
import { validationSchema } from '../../src/validation/schema.ts';
import { validate } from '../../src/validation/validate.ts';
import { candidate, PARAPHRASE, run } from './candidates.ts';

describe('validate', () => {
  it('accepts a faithful text with a score for each step', () => {
    const result = run(['finish', { length: { min_tokens: 50 } }, 'loop']);
    expect(result).toMatchObject({ accepted: true, text: PARAPHRASE, reasons: [], cleaned: [] });
    expect(Object.keys(result.scores)).toEqual(['finish', 'length', 'loop']);
  });

  it('runs every step also after one has rejected, and keeps reasons and details in step order', () => {
    const result = run([{ length: { min_tokens: 5000 } }, 'encoding', 'finish'], {
      finishReason: 'length',
      text: `${PARAPHRASE} \uFFFD`,
    });
    expect(result.accepted).toBe(false);
    expect(result.reasons).toEqual(['length.too_short', 'encoding', 'finish.length']);
    expect(result.details).toHaveLength(3);
  });

  it('lets each step see the text as cleaned so far', () => {
    const text = `As requested, here is the rewritten text:\n\n${PARAPHRASE}`.replace('As requested, here', 'Here');
    const leading = { format: { kind: 'qa', start: 'The Amazon' } };
    expect(run([leading], { text }).details).toEqual(['does not begin with "The Amazon"']);
    const result = run(['clean', leading], { text });
    expect(result.cleaned).toEqual(['lead_in']);
    expect(result.text).toBe(PARAPHRASE);
    expect(result.details).toEqual(['does not begin with a question']);
  });

  it('keeps the lower score where a validator is listed twice', () => {
    const result = run([{ format: { kind: 'qa' } }, { format: { kind: 'table' } }], {
      text: 'Question: Why?\nAnswer: So.',
    });
    expect(result.scores).toEqual({ format: 0 });
    expect(result.reasons).toEqual(['format.table']);
  });

  it('gives finite scores for empty texts and sources', () => {
    for (const change of [{ text: '' }, { source: '' }, { text: '', source: '' }]) {
      const { scores } = run(
        Object.keys(validators).filter((name) => name !== 'format'),
        change,
      );
      expect(Object.values(scores).every((score) => Number.isFinite(score))).toBe(true);
    }
  });

  it('needs nothing but plain data: a copy of it, as another thread has, gets the same verdict', () => {
    const steps = [...GENERIC_VALIDATION, ...validationSchema.parse([{ format: { kind: 'qa' } }])];
    const judged = candidate({ text: `Sure!\n\n${PARAPHRASE} It is 6,400 km long.` });
    const copied = JSON.parse(JSON.stringify(steps)) as typeof steps;
    expect(validate(structuredClone(judged), structuredClone(steps))).toEqual(validate(judged, steps));
    expect(validate(structuredClone(judged), copied)).toEqual(validate(judged, steps));
  });

  it('throws for a step that no schema lets through', () => {
    expect(() => validate(candidate(), [{ validator: 'toString', bounds: {} }])).toThrow('"toString"');
    expect(() => validate(candidate(), [{ validator: 'spelling', bounds: {} }])).toThrow('"spelling"');
  });
});

describe('the registry', () => {
  it('names each validator by its key and lists only reasons that the reference explains', () => {
    for (const [name, validator] of Object.entries(validators)) {
      expect(validator.name).toBe(name);
      for (const reason of validator.reasons) expect(Object.keys(REASONS)).toContain(reason);
    }
  });

  it('has a validator behind every reason of the reference', () => {
    const given = new Set(Object.values(validators).flatMap(({ reasons }) => reasons));
    expect(Object.keys(REASONS).filter((reason) => !given.has(reason))).toEqual([]);
  });
});
