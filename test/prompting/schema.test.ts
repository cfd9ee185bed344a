import { describe, expect, it } from 'vitest';
import { generationSchema, variablesSchema } from '../../src/prompting/schema.ts';

function complaints(schema: typeof generationSchema | typeof variablesSchema, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

describe('generationSchema', () => {
  it('separates max_tokens from the request fields that are sent as they stand', () => {
    const extra = { repetition_detection: { max_pattern_size: 20 }, my_server_knob: [1, 'x', null] };
    expect(generationSchema.parse({ temperature: 0.7, max_tokens: 256, stop: ['END'], ...extra })).toEqual({
      maxTokens: 256,
      fields: { temperature: 0.7, stop: ['END'], ...extra },
    });
    expect(generationSchema.parse({ max_tokens: { ratio: 1.5, min: 128, max: 1024 } })).toEqual({
      maxTokens: { ratio: 1.5, min: 128, max: 1024 },
      fields: {},
    });
  });

  it('takes a near miss of a known field for a mistake', () => {
    expect(complaints(generationSchema, { max_token: 100 })).toEqual([
      'unknown key `max_token` in generation; did you mean `max_tokens`?',
    ]);
  });

  it.each(['model', 'messages', 'stream', 'n'])('keeps %s to the tool', (field) => {
    expect(complaints(generationSchema, { [field]: 2 })).toEqual([
      `\`${field}\` is set by the tool and cannot be given in generation`,
    ]);
  });

  it.each([
    { max_tokens: 0 },
    { max_tokens: 1.5 },
    { max_tokens: { ratio: 1, min: 10 } },
    { max_tokens: { ratio: 1, min: 20, max: 10 } },
    { max_tokens: { ratio: 0, min: 1, max: 10 } },
    { temperature: 'hot' },
    { temperature: -1 },
    { top_p: 0 },
    { guide: Number.NaN },
  ])('refuses %j', (value) => {
    expect(complaints(generationSchema, value)).not.toEqual([]);
  });
});

describe('variablesSchema', () => {
  it('takes lists of strings', () => {
    expect(variablesSchema.parse({ tone: ['friendly', 'formal'] })).toEqual({ tone: ['friendly', 'formal'] });
  });

  it('refuses empty lists, other types, and names that no template could use', () => {
    expect(complaints(variablesSchema, { tone: [] })).toHaveLength(1);
    expect(complaints(variablesSchema, { tone: 'friendly' })).toHaveLength(1);
    expect(complaints(variablesSchema, { 'my tone': ['a'] })).toEqual([
      'variable `my tone` must be letters, digits and _',
    ]);
    expect(complaints(variablesSchema, { title: ['a'] })).toEqual([
      "variable `title` would hide the document's own `title`; rename it",
    ]);
  });
});
