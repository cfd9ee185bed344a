import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEndpointUrl } from '../../src/generation/endpoint-url.ts';
import { apiRequest, requestBody } from '../../src/generation/protocol.ts';
import { prompt } from './local-server.ts';

const url = parseEndpointUrl('http://gpu-1:8000/v1');

describe('requestBody', () => {
  it('makes a chat of system and user turn', () => {
    expect(JSON.parse(requestBody(prompt(), 'tiny', 'chat'))).toEqual({
      model: 'tiny',
      messages: [
        { role: 'system', content: 'You rewrite documents.' },
        { role: 'user', content: 'Rewrite this.' },
      ],
      max_tokens: 64,
      temperature: 0.5,
      stream: false,
    });
    const without = JSON.parse(requestBody(prompt({ system: undefined }), 'tiny', 'chat')) as { messages: unknown[] };
    expect(without.messages).toEqual([{ role: 'user', content: 'Rewrite this.' }]);
  });

  it('makes one text of them for plain completions', () => {
    const body = JSON.parse(requestBody(prompt(), 'tiny', 'completions')) as { prompt: string };
    expect(body.prompt).toBe('You rewrite documents.\n\nRewrite this.');
    expect(body).not.toHaveProperty('messages');
  });

  it("asks vLLM's /classify about the text alone, beside the API, with no bound on an answer", () => {
    const classify = prompt({ user: 'The tide turns.', fields: { use_activation: false, max_tokens: 64 } });
    const body = requestBody(classify, 'rater', 'classify');
    expect(JSON.parse(body)).toEqual({ model: 'rater', input: 'The tide turns.', use_activation: false });
    expect(apiRequest(url, 'classify', 'd/qurating/0/0', body, undefined).path).toBe('/classify');
  });

  it('lets fields change neither model nor text, nor ask for a stream', () => {
    const fields = { model: 'other', messages: [], stream: true, top_k: 5 };
    const body = JSON.parse(requestBody(prompt({ fields, system: undefined }), 'tiny', 'chat')) as object;
    expect(body).toMatchObject({ model: 'tiny', messages: [{ content: 'Rewrite this.' }], stream: false, top_k: 5 });
  });

  it('replaces half characters, which cannot be written in UTF-8, and nothing else', () => {
    const read = (user: string): string => {
      const body = JSON.parse(requestBody(prompt({ user, system: undefined }), 'tiny', 'chat')) as {
        messages: { content: string }[];
      };
      return body.messages[0]?.content ?? '';
    };
    expect(read('a\ud83d b\ude00 😀 \\ud83d')).toBe('a\ufffd b\ufffd 😀 \\ud83d');
    const codePoints = fc.array(fc.integer({ min: 0, max: 0x10_ffff }));
    fc.assert(
      fc.property(codePoints, (points) => {
        const text = String.fromCodePoint(...points);
        return read(text) === Buffer.from(text).toString();
      }),
    );
  });
});

describe('apiRequest', () => {
  it('carries the id of the request and the key', () => {
    const request = apiRequest(url, 'chat', 'doc-1/qa/0/0', '{}', 'secret');
    expect(request.path).toBe('/v1/chat/completions');
    expect(request.headers.join(' ')).toContain('x-request-id doc-1/qa/0/0 authorization Bearer secret');
    const plain = apiRequest(url, 'completions', 'doc-1/qa/0/0', '{}', undefined);
    expect(plain.path).toBe('/v1/completions');
    expect(plain.headers).not.toContain('authorization');
  });

  it('makes a header value of any id', () => {
    const id = (text: string): string | undefined => apiRequest(url, 'chat', text, '{}', undefined).headers[5];
    expect(id('ein Döner\r\nX-Evil: 1/qa/0')).toBe('ein%20D%C3%B6ner%0D%0AX-Evil%3A%201/qa/0');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) =>
        /^[\x20-\x7e]{0,512}$/.test(id(text) ?? '\n'),
      ),
    );
    fc.assert(fc.property(fc.string({ maxLength: 20 }), (half) => /^[\x20-\x7e]*$/.test(id(`${half}\ud800`) ?? '\n')));
  });
});
