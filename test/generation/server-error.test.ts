import { describe, expect, it } from 'vitest';
import { readServerError } from '../../src/generation/server-error.ts';

const kindOf = (body: unknown, contextLength?: number): string =>
  readServerError(400, typeof body === 'string' ? body : JSON.stringify(body), contextLength).kind;

describe('readServerError', () => {
  it.each([
    ['OpenAI', { error: { message: 'Too long.', type: 'invalid_request_error', code: 'context_length_exceeded' } }],
    [
      'vLLM 0.15',
      {
        error: {
          message: "This model's maximum context length is 4096 tokens. However, your request has 9000 input tokens.",
          type: 'BadRequestError',
          param: 'input_tokens',
          code: 400,
        },
      },
    ],
    [
      'vLLM 0.11, answer too long',
      {
        error: {
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum context length is 4096 " +
            'tokens and your request has 2778 input tokens (8000 > 4096 - 2778). None',
          type: 'BadRequestError',
          param: null,
          code: 400,
        },
      },
    ],
    [
      'vLLM 0.6, flat',
      {
        object: 'error',
        message: 'The decoder prompt (length 9000 tokens) is longer than the maximum model length of 4096.',
      },
    ],
    [
      'SGLang',
      { object: 'error', message: "The input (9000 tokens) is longer than the model's context length (4096 tokens)." },
    ],
    [
      'llama.cpp',
      { error: { code: 400, message: 'request too large', type: 'exceed_context_size_error', n_prompt_tokens: 9000 } },
    ],
    ['TGI', { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000' }],
  ])('knows a document that does not fit the context: %s', (_server, body) => {
    expect(kindOf(body)).toBe('context_length');
  });

  it("recognises the model's own context length in words it has never seen", () => {
    const body = { error: { message: 'Trop de tokens : 9000, au plus 4096.' } };
    expect(kindOf(body, 4096)).toBe('context_length');
    expect(kindOf(body, 2048)).toBe('rejected');
  });

  it.each([
    { error: { message: 'temperature must be non-negative, got -1.', type: 'BadRequestError', param: 'temperature' } },
    { detail: [{ loc: ['body', 'messages'], msg: 'field required' }] },
    'max_tokens must be at least 1',
    '',
    'null',
    '[]',
  ])('does not blame the document for %j', (body) => expect(kindOf(body, 4096)).toBe('rejected'));

  it.each([
    [
      "This model's maximum context length is 4096 tokens. However, you requested 4778 tokens (3778 in the messages, 1000 in the completion).",
      318,
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 2000. This model's maximum context length is 4096 tokens and your request has 2778 input tokens (2000 > 4096 - 2778). None",
      1_318,
    ],
    [
      "You passed 3778 input tokens and requested 1000 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3096 tokens.",
      318,
    ],
    [
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 4778 tokens: 3778 tokens from the input messages and 1000 tokens for the completion.",
      318,
    ],
    [
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3778 `inputs` tokens and 1000 `max_new_tokens`',
      318,
    ],
    ["This model's maximum context length is 4096 tokens. However, your request has 9000 input tokens.", undefined],
    ['Trop de tokens : 9000, au plus 4096.', undefined],
  ])('reads how much room is left: %s', (message, room) => {
    const body = JSON.stringify({ error: { message, type: 'BadRequestError' } });
    expect(readServerError(400, body, 4096)).toMatchObject({ kind: 'context_length', room });
  });

  it('leaves the kind of other statuses alone', () => {
    expect(readServerError(500, '{"error":{"code":"context_length_exceeded"}}', 4096).kind).toBe('server_error');
  });

  it.each([
    [{ error: { message: 'Engine is dead.' } }, 'HTTP 500: Engine is dead.'],
    [{ object: 'error', message: 'Old shape.' }, 'HTTP 500: Old shape.'],
    [{ detail: 'Not ready.' }, 'HTTP 500: Not ready.'],
    [{ error: 'Overloaded.' }, 'HTTP 500: Overloaded.'],
  ])('tells what the server says in %j', (body, detail) => {
    expect(readServerError(500, JSON.stringify(body), undefined).detail).toBe(detail);
  });

  it('names a page instead of showing it, and cuts long messages', () => {
    expect(readServerError(502, '\n <html><h1>Bad gateway</h1>', undefined).detail).toBe('HTTP 502: an HTML page');
    expect(readServerError(500, 'x'.repeat(1_000_000), undefined).detail.length).toBeLessThan(400);
    expect(readServerError(503, '', undefined).detail).toBe('HTTP 503');
  });
});
