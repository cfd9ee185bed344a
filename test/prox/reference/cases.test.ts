import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  executeChunkReference,
  executeDocumentReference,
  REFERENCE_OPTIONS,
} from '../../../src/prox/reference/execute.ts';
import { readReferenceProgram } from '../../../src/prox/reference/program.ts';

/** One line of cases.jsonl: see the README beside it. */
interface RecordedCase {
  readonly id: string;
  readonly kind: 'chunk' | 'doc';
  readonly text: string;
  readonly program: string;
  readonly note: string;
  readonly expected_text?: string;
  readonly expected_error?: string;
  readonly expected_num_error_op?: number;
  readonly expected_removed_intervals?: readonly (readonly [number, number])[];
  readonly expected_normalizations?: readonly (readonly [string, string])[];
}

const cases = readFileSync(new URL('cases.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedCase);
const chunks = cases.filter(({ kind }) => kind === 'chunk');
const documents = cases.filter(({ kind }) => kind === 'doc');

describe("the published executor's own answers", () => {
  it('are there at both levels', () => {
    expect(chunks).toHaveLength(76);
    expect(documents).toHaveLength(4);
  });

  it.each(chunks)('$id: $note', (recorded) => {
    const { text, error, errors, removedIntervals } = executeChunkReference(
      recorded.text,
      recorded.program,
      REFERENCE_OPTIONS,
    );
    expect(error).toBe(recorded.expected_error === undefined ? undefined : 'reference.zero_words');
    expect(text).toBe(recorded.expected_text ?? recorded.text);
    expect(errors).toBe(recorded.expected_num_error_op);
    expect(removedIntervals.map((interval) => interval.map(Number))).toEqual(recorded.expected_removed_intervals);
    expect(readReferenceProgram(recorded.program).replacements.map(({ source, target }) => [source, target])).toEqual(
      recorded.expected_normalizations,
    );
  });

  it.each(documents)('$id: $note', ({ text, program, expected_text }) => {
    expect(executeDocumentReference(text, program).text).toBe(expected_text);
  });
});
