import { describe, expect, it } from 'vitest';
import { answer, failure, interpret, strategyWith, taskOf } from './tasks.ts';

const paragraph = 'A line of several words that costs some tokens.';
const twoParts = taskOf(`${paragraph}\n\n${paragraph}`, strategyWith({ join: 'lines' }, 15));
const whole = taskOf(paragraph, strategyWith({}), 7);

describe('interpretText', () => {
  it('asks once for all parts, in order', () => {
    const { prompts } = interpret(twoParts, [answer('a'), answer('b')]);
    expect(prompts.map(({ requestId, user, brief }) => [requestId, user, brief.firstLine])).toEqual([
      ['d/test/0/0', paragraph, 0],
      ['d/test/0/1', paragraph, 2],
    ]);
    expect(interpret(whole, [answer('a')]).prompts.map((prompt) => prompt.brief.firstLine)).toEqual([7]);
  });

  it('hands a single completion on unchanged', () => {
    expect(interpret(whole, [answer(' A rewrite.\n')]).result).toEqual({
      kind: 'candidate',
      text: ' A rewrite.\n',
      completionVerbatim: true,
      program: null,
    });
    expect(interpret(whole, [answer('')]).result).toEqual({
      kind: 'candidate',
      text: '',
      completionVerbatim: true,
      program: null,
    });
  });

  it('joins several completions as paragraphs', () => {
    expect(interpret(twoParts, [answer('First.\n'), answer('\nSecond.')]).result).toEqual({
      kind: 'candidate',
      text: 'First.\n\nSecond.',
      completionVerbatim: false,
      program: null,
    });
  });

  it('leaves a part that was cut off to validation', () => {
    expect(interpret(twoParts, [answer('First.'), answer('Sec', 'length')]).result.kind).toBe('candidate');
  });

  it('rejects a text of which one part is missing', () => {
    expect(interpret(twoParts, [answer('First.'), answer(' \n')]).result).toMatchObject({
      kind: 'rejected',
      reason: 'length.too_short',
      detail: 'the answer to part 2 of 2 is empty',
    });
  });

  it('fails with the failure of any part, first with one that no retry can help', () => {
    const timeout = failure('endpoint.timeout', false);
    const tooLong = failure('endpoint.context_length', true);
    expect(interpret(twoParts, [answer('First.'), timeout]).result).toEqual({
      kind: 'failed',
      reason: 'endpoint.timeout',
      detail: 'about endpoint.timeout',
      ofDocument: false,
    });
    expect(interpret(twoParts, [timeout, tooLong]).result).toMatchObject({
      reason: 'endpoint.context_length',
      ofDocument: true,
    });
  });
});
