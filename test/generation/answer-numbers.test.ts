import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/generation/answer.ts';

const read = (body: object) =>
  readReply({ kind: 'response', status: 200, headers: {}, body: JSON.stringify(body) }, undefined);
const usage = { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5 };
const completion = (choice: object) => ({
  model: 'm',
  choices: [{ text: '.', finish_reason: 'length', ...choice }],
  usage,
});

describe('numbers in answers', () => {
  it("are the scores of vLLM's /classify, of which the tokens are only read", () => {
    const body = {
      object: 'list',
      model: 'rater',
      data: [{ index: 0, label: 'LABEL_1', probs: [-1.5, 2, 0.25], num_classes: 3 }],
      usage: { prompt_tokens: 12, total_tokens: 12, completion_tokens: 0 },
    };
    expect(read(body)).toEqual({
      kind: 'answer',
      text: '',
      numbers: [-1.5, 2, 0.25],
      finishReason: 'stop',
      model: 'rater',
      usage: { promptTokens: 12, completionTokens: 0 },
    });
  });

  it("are the log-probabilities of the prompt's own tokens, whatever stands beside them", () => {
    const prompt_logprobs = [
      null,
      { 900: { logprob: -0.5, rank: 1, decoded_token: 'a' } },
      // The likelier token comes first, because its id is smaller.
      { 7: { logprob: -0.25, rank: 1 }, 900: { logprob: -3, rank: 5 } },
      { 7: { logprob: -2, rank: 2 }, 900: { logprob: -1, rank: 1 } },
    ];
    expect(read(completion({ prompt_logprobs }))).toMatchObject({ text: '.', numbers: [-0.5, -3, -2] });
  });

  it('are those of an echoed prompt, without the tokens that were made', () => {
    const logprobs = { token_logprobs: [null, -1, -2, -3, -0.125] };
    expect(read(completion({ logprobs }))).toMatchObject({ numbers: [-1, -2, -3] });
  });

  it('are absent where they are not the prompt’s, or not all of them are numbers', () => {
    for (const choice of [
      {},
      { logprobs: null, prompt_logprobs: null },
      { logprobs: { token_logprobs: [-0.125] } },
      { logprobs: { token_logprobs: [null, 'x', -1] } },
      { prompt_logprobs: [null, { 7: { rank: 1 } }] },
      { prompt_logprobs: [null, null] },
    ]) {
      expect(read(completion(choice))).not.toHaveProperty('numbers');
    }
    expect(read({ model: 'm', data: [{ probs: [1, null] }], usage })).toMatchObject({
      kind: 'fault',
      fault: 'bad_answer',
    });
  });
});
