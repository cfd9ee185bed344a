import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReply } from '../../src/generation/answer.ts';
import { chatCompletion, USAGE } from './local-server.ts';

const reply = (body: unknown, status = 200, headers: Record<string, string> = {}): Parameters<typeof readReply>[0] => ({
  kind: 'response',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = (body: unknown): ReturnType<typeof readReply> => readReply(reply(body), undefined);
const usage = { promptTokens: 10, completionTokens: 5 };
const choices = (choice: object): object => ({
  object: 'chat.completion',
  model: 'tiny',
  choices: [choice],
  usage: USAGE,
});

describe('readReply on answers', () => {
  it('reads a chat completion', () => {
    expect(read(chatCompletion('Hello.'))).toEqual({
      kind: 'answer',
      text: 'Hello.',
      finishReason: 'stop',
      model: 'tiny',
      usage,
    });
  });

  it('reads a plain completion', () => {
    const body = { object: 'text_completion', model: 'tiny', choices: [{ text: ' more', finish_reason: 'length' }] };
    expect(read(body)).toMatchObject({ kind: 'answer', text: ' more', finishReason: 'length', usage: undefined });
  });

  it('leaves reasoning out of the text', () => {
    const message = { role: 'assistant', content: 'Hello.', reasoning_content: 'They greet me.' };
    expect(read(choices({ message, finish_reason: 'stop' }))).toMatchObject({ text: 'Hello.' });
  });

  it('joins the parts of a content in parts', () => {
    const content = [{ type: 'text', text: 'One ' }, { type: 'image' }, { type: 'text', text: 'two.' }];
    expect(read(chatCompletion(content))).toMatchObject({ text: 'One two.' });
  });

  it('takes a refusal as the text, for the validators to judge', () => {
    const message = { role: 'assistant', content: null, refusal: 'I cannot.' };
    expect(read(choices({ message, finish_reason: 'stop' }))).toMatchObject({ kind: 'answer', text: 'I cannot.' });
  });

  it('takes tokens spent on reasoning alone as an answer that was cut', () => {
    const message = { role: 'assistant', content: null, reasoning_content: 'Let me think …' };
    expect(read(choices({ message, finish_reason: 'length' }))).toMatchObject({
      kind: 'answer',
      text: '',
      finishReason: 'length',
      usage,
    });
  });

  it('does not mind a wrong content type around a completion', () => {
    const wrong = reply(chatCompletion('Hello.'), 200, { 'content-type': 'text/html' });
    expect(readReply(wrong, undefined)).toMatchObject({ kind: 'answer' });
  });

  it.each([{}, null, { prompt_tokens: '3', completion_tokens: 2 }, { prompt_tokens: 0, completion_tokens: 0 }])(
    'has no usage where the server says %j',
    (said) =>
      expect(read(chatCompletion('Hello.', { usage: said }))).toMatchObject({ kind: 'answer', usage: undefined }),
  );
});

describe('readReply on faults', () => {
  it.each([
    ['an HTML page', '<!doctype html><p>Welcome</p>', 'HTML page'],
    ['truncated JSON', JSON.stringify(chatCompletion('Hello.')).slice(0, 60), 'ends in the middle, after 60'],
    ['nothing', '', 'is empty'],
    ['an event stream', 'data: {"choices":[]}\n\n', 'event stream'],
    ['words', 'OK', 'no JSON (content-type application/json)'],
    ['a number', '42', 'no object'],
    ['no choices', { usage: USAGE }, 'no choices'],
    ['an empty list of choices', { choices: [] }, 'no choices'],
    ['choices that are none', { choices: 'two' }, 'no choices'],
    ['an error under status 200', { error: { message: 'Out of memory.' } }, 'Out of memory.'],
  ])('calls %s a bad answer', (_what, body, detail) => {
    const reading = read(body);
    expect(reading).toMatchObject({ kind: 'fault', fault: 'bad_answer' });
    expect((reading as { detail: string }).detail).toContain(detail);
  });

  it.each([null, '', ' \n'])('calls content %j without a finish reason empty, and keeps what it cost', (content) => {
    const silent = choices({ message: { content } });
    expect(read(silent)).toMatchObject({ fault: 'empty_answer', usage, unbilled: false });
  });

  it('takes a model that stops at once at its word: the validators judge the empty text', () => {
    expect(read(chatCompletion(''))).toMatchObject({ kind: 'answer', text: '', finishReason: 'stop' });
  });

  it('sends an answer again that the server gave up on', () => {
    const reading = read(choices({ message: { content: 'Hel' }, finish_reason: 'abort' }));
    expect(reading).toMatchObject({ kind: 'fault', fault: 'server_error', usage });
  });

  it('keeps Retry-After, and counts as unknown cost only what may have been generated', () => {
    const busy = readReply(reply({}, 429, { 'retry-after': '3' }), undefined);
    expect(busy).toMatchObject({ fault: 'rate_limited', retryAfter: '3', unbilled: false });
    expect(readReply(reply({}, 500), undefined)).toMatchObject({ fault: 'server_error', unbilled: true });
    const refused = readReply({ kind: 'fault', code: 'ECONNREFUSED', detail: '' }, undefined);
    expect(refused).toMatchObject({ fault: 'refused', unbilled: false });
    expect(readReply({ kind: 'fault', code: 'TIMEOUT', detail: '' }, undefined)).toMatchObject({
      fault: 'timeout',
      unbilled: true,
    });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.integer({ min: 100, max: 599 }), (body, status) => {
        readReply(reply(body, status), 4096);
      }),
    );
    const shape = fc.record(
      { choices: fc.anything(), usage: fc.anything(), model: fc.anything() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(shape, (body) => {
        read(JSON.stringify(body, (_key, value: unknown) => (typeof value === 'bigint' ? null : value)) ?? '');
      }),
    );
  });
});
