import { afterEach, describe, expect, it } from 'vitest';
import type { Connected, ConnectOptions } from '../../src/generation/client.ts';
import type { Clock } from '../../src/generation/clock.ts';
import type { Answer, GenerationFailure } from '../../src/vocabulary/generation.ts';
import {
  answerChat,
  chatCompletion,
  connectTo,
  first,
  type Handler,
  json,
  type LocalServer,
  localServer,
  never,
  prompt,
  USAGE,
} from './local-server.ts';

let server: LocalServer;
let connected: Connected;

async function connectToServer(handler: Handler, more: Parameters<typeof connectTo>[1] = {}): Promise<void> {
  server = await localServer(handler);
  connected = await connectTo([server], more);
}

/** The outcome of one prompt at a server with this behaviour. */
async function outcome(handler: Handler, more: Partial<ConnectOptions> = {}): Promise<Answer | GenerationFailure> {
  await connectToServer(handler, more);
  return await connected.backend.generate(prompt(), never);
}

const status =
  (code: number, headers: object = {}): Handler =>
  (_request, response) =>
    json(response, code, { error: { message: `status ${code}` } }, headers);
const reset: Handler = (request) => request.socket.resetAndDestroy();
const halfBody: Handler = (request, response) => {
  response.writeHead(200, { 'content-length': 500 }).write('{"choices":', () => request.socket.destroy());
};
const body =
  (text: string, type = 'application/json'): Handler =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(text);

afterEach(async () => {
  await connected.backend.close();
  await server.stop();
});

describe('generate', () => {
  it('answers a chat prompt', async () => {
    expect(await outcome(answerChat('Hello.'))).toEqual({
      kind: 'answer',
      text: 'Hello.',
      finishReason: 'stop',
      model: 'tiny',
      completionTokens: 5,
      attempts: 1,
      usage: { promptTokens: 10, completionTokens: 5 },
      unbilledAttempts: 0,
    });
    expect(server.received[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: { model: 'tiny', max_tokens: 64 },
      headers: { 'x-request-id': 'doc-1/qa/0/0' },
    });
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('answers a plain prompt where the model is configured for completions', async () => {
    await connectToServer(
      (_request, response) =>
        json(response, 200, { model: 'tiny', choices: [{ text: 'More.', finish_reason: 'stop' }], usage: USAGE }),
      { target: { api: 'completions', apiKey: 'secret', model: 'tiny' } },
    );
    const answer = await connected.backend.generate(prompt({ system: undefined }), never);
    expect(answer).toMatchObject({ kind: 'answer', text: 'More.' });
    expect(server.received[0]).toMatchObject({
      path: '/v1/completions',
      body: { prompt: 'Rewrite this.' },
      headers: { authorization: 'Bearer secret' },
    });
  });

  it.each([
    ['its own layout', undefined, '<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nRewrite this. [/INST]'],
    ["its model's template, where one is configured", 'plain', '<s>Rewrite this.'],
  ] as const)('lays a prompt for completions out by %s', async (_whose, chatTemplate, text) => {
    await connectToServer(
      (_request, response) =>
        json(response, 200, { model: 'tiny', choices: [{ text: 'More.', finish_reason: 'stop' }], usage: USAGE }),
      { target: { chatTemplate } },
    );
    const layout = { template: 'llama2', bos: true } as const;
    await connected.backend.generate(prompt({ endpoint: 'completions', system: 'Be kind.', layout }), never);
    expect(server.received[0]).toMatchObject({ path: '/v1/completions', body: { prompt: text } });
  });

  it('estimates the usage where the server reports none', async () => {
    const answer = await outcome((_request, response) =>
      json(response, 200, chatCompletion('A dozen words or so.', { usage: null })),
    );
    expect(answer).toMatchObject({ kind: 'answer', unbilledAttempts: 0 });
    expect((answer as Answer).completionTokens).toBeGreaterThan(0);
    expect(answer.usage.promptTokens).toBeGreaterThan(0);
  });

  it.each([
    ['429', status(429), 0],
    ['503', status(503), 0],
    ['500', status(500), 1],
    ['a reset', reset, 1],
    ['a connection that breaks in the middle of the answer', halfBody, 1],
    ['an HTML page', body('<html></html>', 'text/html'), 1],
    ['truncated JSON', body('{"choices":[{"mess'), 1],
    ['no choices', body('{"choices":[]}'), 1],
  ])('sends again after %s', async (_fault, handler, unbilled) => {
    expect(await outcome(first(handler))).toMatchObject({
      kind: 'answer',
      attempts: 2,
      unbilledAttempts: unbilled,
      usage: { promptTokens: 10, completionTokens: 5 },
    });
    expect(server.received).toHaveLength(2);
  });

  it('adds what an answer without text cost', async () => {
    const empty: Handler = (_request, response) =>
      json(response, 200, chatCompletion('', { choices: [{ message: { content: '' } }] }));
    expect(await outcome(first(empty, empty))).toMatchObject({
      kind: 'answer',
      attempts: 3,
      completionTokens: 5,
      usage: { promptTokens: 30, completionTokens: 15 },
      unbilledAttempts: 0,
    });
  });

  it('waits for as long as the server asks', async () => {
    const slept: number[] = [];
    const clock: Clock = {
      now: () => 0,
      wall: () => Date.parse('2026-01-01T00:00:00Z'),
      sleep: async (ms) => void slept.push(ms),
    };
    const handlers = first(
      status(429, { 'retry-after': '7' }),
      status(503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }),
      status(429),
    );
    expect(await outcome(handlers, { clock, random: () => 0.5 })).toMatchObject({ kind: 'answer', attempts: 4 });
    // First the endpoint is left alone, for everybody; then comes the request's own wait, with its jitter.
    expect(slept).toEqual([7_000, 7_250, 20_000, 20_500, 1_000]);
  });

  it('gives up after five requests, with the reason, and without blaming the document', async () => {
    expect(await outcome(status(500))).toEqual({
      kind: 'failure',
      reason: 'endpoint.server_error',
      detail: `${server.url}: HTTP 500: status 500 (given up after 5 requests)`,
      ofDocument: false,
      attempts: 5,
      usage: { promptTokens: 0, completionTokens: 0 },
      unbilledAttempts: 5,
    });
  });

  it('ends a request that hangs, and tries again', async () => {
    const hang: Handler = () => undefined;
    const answer = await outcome(first(hang), { requestTimeoutMs: 80 });
    expect(answer).toMatchObject({ kind: 'answer', attempts: 2, unbilledAttempts: 1 });
  });

  it('blames the document that does not fit the context, after one request', async () => {
    const tooLong: Handler = (_request, response) =>
      json(response, 400, { error: { message: 'Too long.', code: 'context_length_exceeded' } });
    expect(await outcome(tooLong)).toMatchObject({
      kind: 'failure',
      reason: 'endpoint.context_length',
      ofDocument: true,
      attempts: 1,
      unbilledAttempts: 0,
    });
  });

  it('asks once more for as many tokens as the server says that there is room for', async () => {
    const tooMany: Handler = (request, response) => {
      const message =
        "You passed 4050 input tokens and requested 64 output tokens. The model's context length is only 4096 tokens.";
      if (request.body['max_tokens'] === 64) json(response, 400, { error: { message } });
      else json(response, 200, chatCompletion('Fits.'));
    };
    expect(await outcome(tooMany)).toMatchObject({ kind: 'answer', text: 'Fits.', attempts: 2 });
    expect(server.received.map(({ body: sent }) => sent['max_tokens'])).toEqual([64, 46]);
  });

  it('leaves a document that has no room for half of its answer at one request', async () => {
    const message =
      "You passed 4086 input tokens and requested 64 output tokens. The model's context length is only 4096 tokens.";
    const failed = await outcome((_request, response) => json(response, 400, { error: { message } }));
    expect(failed).toMatchObject({ reason: 'endpoint.context_length', attempts: 1 });
  });

  describe('repetition_detection', () => {
    const connectToVersion = async (version: string, handler: Handler): Promise<void> => {
      server = await localServer(handler);
      server.version = version;
      connected = await connectTo([server]);
    };
    const sent = (): boolean[] => server.received.map(({ body: each }) => 'repetition_detection' in each);

    it.each([
      ['0.16.2', false],
      ['0.17.0', true],
    ])('is sent to vLLM %s: %s', async (version, expected) => {
      await connectToVersion(version, answerChat());
      await connected.backend.generate(prompt(), never);
      expect(sent()).toEqual([expected]);
    });

    it('ends an answer with the finish reason repetition, for the validators to judge', async () => {
      const choices = [{ message: { content: 'so so so' }, finish_reason: 'repetition' }];
      await connectToVersion('0.17.0', (_request, response) => json(response, 200, chatCompletion('', { choices })));
      expect(await connected.backend.generate(prompt(), never)).toMatchObject({
        text: 'so so so',
        finishReason: 'repetition',
      });
    });

    it('is given up for good when a server refuses it, at the cost of no document', async () => {
      await connectToVersion('0.17.0', (request, response) => {
        if (!('repetition_detection' in request.body)) json(response, 200, chatCompletion('Ok.'));
        else json(response, 400, { error: { message: 'Extra inputs are not permitted: repetition_detection' } });
      });
      for (const attempts of [2, 1]) {
        expect(await connected.backend.generate(prompt(), never)).toMatchObject({ kind: 'answer', attempts });
      }
      expect(sent()).toEqual([true, false, false]);
    });

    it('is not what every refusal is about', async () => {
      await connectToVersion('0.17.0', status(400));
      expect(await connected.backend.generate(prompt(), never)).toMatchObject({
        reason: 'endpoint.rejected',
        attempts: 1,
      });
    });
  });

  it('does not repeat a request that is refused as it stands', async () => {
    expect(await outcome(status(422))).toMatchObject({ reason: 'endpoint.rejected', ofDocument: false, attempts: 1 });
  });

  it('never reads an answer of 50 MB to its end', async () => {
    const chunk = Buffer.alloc(1_000_000, 'x');
    let sent = 0;
    const endless: Handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        for (; sent < 50_000_000 && !response.destroyed; sent += chunk.length) {
          if (!response.write(chunk)) {
            sent += chunk.length;
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    };
    expect(await outcome(first(endless))).toMatchObject({ kind: 'answer', attempts: 2 });
    expect(sent).toBeLessThan(50_000_000);
  });

  it.each([
    [401, 'asks for an API key (HTTP 401: status 401)', '--api-key-env'],
    [404, 'does not know the model tiny', 'It serves: tiny.'],
  ])('calls %i a configuration error while nothing has ever worked', async (code, what, fix) => {
    await connectToServer(status(code));
    const failed = connected.backend.generate(prompt(), never);
    await expect(failed).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(what) });
    await expect(failed).rejects.toThrow(fix);
    expect(server.received).toHaveLength(1);
  });

  it('rejects with the reason of its signal, in flight and while it waits', async () => {
    const reason = new Error('drained');
    const controller = new AbortController();
    await connectToServer(() => controller.abort(reason));
    await expect(connected.backend.generate(prompt(), controller.signal)).rejects.toBe(reason);
    await expect(connected.backend.generate(prompt(), controller.signal)).rejects.toBe(reason);
    expect(connected.snapshot()).toMatchObject([{ inFlight: 0, ok: 0, failed: 0, state: 'closed' }]);

    server.handle = status(429, { 'retry-after': '300' });
    const waiting = new AbortController();
    const retried = connected.backend.generate(prompt(), waiting.signal);
    setTimeout(() => waiting.abort(reason), 50);
    await expect(retried).rejects.toBe(reason);
  });

  it('refuses a model that is not configured', async () => {
    await connectToServer(answerChat());
    const failed = connected.backend.generate(prompt({ model: 'refiner' }), never);
    await expect(failed).rejects.toThrow('"refiner", which is not configured. Configured: default.');
  });

  it('serves a thousand at a time, each with its own answer', async () => {
    await connectToServer((request, response) => {
      const [, user] = request.body['messages'] as { content: string }[];
      setImmediate(() => json(response, 200, chatCompletion(`echo ${user?.content}`)));
    });
    const texts = Array.from({ length: 1_000 }, (_, index) => `text ${index}`);
    const answers = await Promise.all(texts.map((user) => connected.backend.generate(prompt({ user }), never)));
    expect(answers.map((answer) => (answer.kind === 'answer' ? answer.text : answer.detail))).toEqual(
      texts.map((text) => `echo ${text}`),
    );
    expect(connected.snapshot()).toMatchObject([{ inFlight: 0, ok: 1_000, promptTokens: 10_000 }]);
  });

  it('stops retrying when the budget is used up, and recovers', async () => {
    let now = 0;
    const clock: Clock = { now: () => now, wall: () => 0, sleep: () => Promise.resolve() };
    let healthy = false;
    await connectToServer(
      (_request, response) => (healthy ? json(response, 200, chatCompletion('Ok.')) : status(429)(_request, response)),
      { clock },
    );
    const failures = await Promise.all(Array.from({ length: 400 }, () => connected.backend.generate(prompt(), never)));
    const attempts = failures.reduce((sum, failure) => sum + failure.attempts, 0);
    // The first attempts, what was saved up, and a fifth.
    expect(attempts).toBeGreaterThan(1_000);
    expect(attempts).toBeLessThanOrEqual(400 + 1_000 + 80);
    expect(failures.some((failure) => failure.kind === 'failure' && failure.detail.includes('retry budget'))).toBe(
      true,
    );
    healthy = true;
    now += 1_000;
    expect(await connected.backend.generate(prompt(), never)).toMatchObject({ kind: 'answer' });
  });
});
