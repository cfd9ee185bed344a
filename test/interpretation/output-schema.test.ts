import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chunkSchema } from '../../src/interpretation/chunk-schema.ts';
import { outputSchema } from '../../src/interpretation/output-schema.ts';

function problemsOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

describe('outputSchema', () => {
  it('is text, separate and without the source by default', () => {
    expect(outputSchema.parse({})).toEqual({ kind: 'text', join: 'separate', withSource: false });
  });

  it('joins programs as programs by default', () => {
    expect(outputSchema.parse({ kind: 'program' })).toMatchObject({
      kind: 'program',
      join: 'program',
      withSource: false,
    });
  });

  it('bounds programs and fails closed by default, and takes both for programs alone', () => {
    expect(outputSchema.parse({ kind: 'program' }).program).toEqual({ maxRemovedShare: 0.95, fail: 'closed' });
    expect(outputSchema.parse({ kind: 'program', max_removed: 0.5, fail: 'open' }).program).toEqual({
      maxRemovedShare: 0.5,
      fail: 'open',
    });
    expect(problemsOf(outputSchema, { max_removed: 0.5, fail: 'open' })).toEqual([
      'max_removed: max_removed is about programs: it needs kind: program',
      'fail: fail is about programs: it needs kind: program',
    ]);
    expect(problemsOf(outputSchema, { kind: 'program', max_removed: 1.5 })).toHaveLength(1);
  });

  it('takes what the file says', () => {
    expect(outputSchema.parse({ kind: 'text', join: 'lines', with_source: true })).toEqual({
      kind: 'text',
      join: 'lines',
      withSource: true,
    });
  });

  it('reads labels by a grammar, a document at a time, into the column that it names', () => {
    expect(outputSchema.parse({ kind: 'labels', grammar: 'score', column: 'education' })).toEqual({
      kind: 'labels',
      join: 'lines',
      withSource: false,
      labels: { grammar: 'score', column: 'education' },
    });
    expect(outputSchema.parse({ kind: 'labels', grammar: 'dataman' }).labels).toEqual({
      grammar: 'dataman',
      column: 'score',
    });
  });

  it('refuses labels without a form or with what belongs to texts, and forms of labels for texts', () => {
    expect(problemsOf(outputSchema, { kind: 'labels' })).toEqual([
      expect.stringMatching(/^grammar: labels need the form they are answered in: score, dataman,/),
    ]);
    expect(problemsOf(outputSchema, { kind: 'labels', grammar: 'score', join: 'lines', with_source: true })).toEqual([
      'join: labels rate a whole document: leave join out',
      'with_source: labels are no text to put the source before: leave with_source out',
    ]);
    expect(problemsOf(outputSchema, { grammar: 'score' })).toEqual([
      'grammar: grammar is about labels: it needs kind: labels',
    ]);
    expect(problemsOf(outputSchema, { kind: 'labels', grammar: 'scores' })).toHaveLength(1);
  });

  it('refuses other kinds, and keys it does not know', () => {
    expect(problemsOf(outputSchema, { kind: 'texts' })).toEqual([expect.stringContaining('"text"|"program"')]);
    expect(problemsOf(outputSchema, { withSource: true })).toEqual([expect.stringContaining('withSource')]);
  });

  it('refuses a join that does not go with the kind', () => {
    expect(problemsOf(outputSchema, { kind: 'program', join: 'lines' })).toEqual([
      expect.stringMatching(/^join: .*leave join out/),
    ]);
    expect(problemsOf(outputSchema, { join: 'program' })).toEqual([
      expect.stringMatching(/^join: join: program needs kind: program/),
    ]);
  });

  it('describes itself as a JSON Schema for editors', () => {
    expect(z.toJSONSchema(outputSchema, { io: 'input' })).toMatchObject({
      type: 'object',
      additionalProperties: false,
    });
  });
});

describe('chunkSchema', () => {
  it('reads max_tokens', () => {
    expect(chunkSchema.parse({ max_tokens: 1500 })).toEqual({ maxTokens: 1500 });
  });

  it.each([{}, { max_tokens: 0 }, { max_tokens: 1.5 }, { max_tokens: '1500' }, { max_tokens: 5, overlap: 1 }])(
    'refuses %j',
    (value) => {
      expect(problemsOf(chunkSchema, value)).toHaveLength(1);
    },
  );
});
