import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GenerationEvent } from '../../src/generation/events.ts';
import { connectTo, chatCompletion, fastClock, never, prompt } from './local-server.ts';

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const KEY = 'sk-a-secret-key';
const URL = 'http://service/v1';

/** A hosted model that meets each request with the next of these answers, the last again and again. */
async function hosted(...answers: readonly (() => Response)[]) {
  const requests: { readonly body: Record<string, unknown>; readonly authorization: string | null }[] = [];
  network.use(
    http.post(`${URL}/chat/completions`, async ({ request }) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({
        body: (await request.json()) as Record<string, unknown>,
        authorization: request.headers.get('authorization'),
      });
      return answer?.() ?? HttpResponse.error();
    }),
  );
  const events: GenerationEvent[] = [];
  const connected = await connectTo([{ url: URL }], {
    target: { api: 'hosted', model: 'large', apiKey: KEY },
    clock: fastClock(1_000),
    onEvent: (event) => void events.push(event),
  });
  return { requests, events, connected };
}

const answered = () => HttpResponse.json(chatCompletion('Verdict: faithful', { model: 'large-2026' }));

describe('a hosted model', () => {
  it('is asked through the SDK with its key, by the name for bounds that all of its models know', async () => {
    const { requests, connected } = await hosted(answered);
    const generation = await connected.backend.generate(prompt(), never);
    expect(generation).toMatchObject({
      kind: 'answer',
      text: 'Verdict: faithful',
      model: 'large-2026',
      completionTokens: 5,
      attempts: 1,
      usage: { promptTokens: 10, completionTokens: 5 },
    });
    expect(requests).toEqual([
      {
        authorization: `Bearer ${KEY}`,
        body: {
          model: 'large',
          temperature: 0.5,
          max_completion_tokens: 64,
          messages: [
            { role: 'system', content: 'You rewrite documents.' },
            { role: 'user', content: 'Rewrite this.' },
          ],
        },
      },
    ]);
    expect(connected.modelNames).toEqual({ default: 'large' });
  });

  it('is asked again after what may pass, as often as any other and no more', async () => {
    const busy = () =>
      HttpResponse.json({ error: { message: 'slow down' } }, { status: 429, headers: { 'retry-after': '2' } });
    const failing = () => HttpResponse.json({ error: { message: 'oops' } }, { status: 500 });
    const { requests, events, connected } = await hosted(busy, failing, answered);
    expect(await connected.backend.generate(prompt(), never)).toMatchObject({ kind: 'answer', attempts: 3 });
    expect(events).toMatchObject([
      { kind: 'retry', fault: 'rate_limited', detail: 'HTTP 429: slow down', delayMs: 2_000 },
      { kind: 'retry', fault: 'server_error', detail: 'HTTP 500: oops' },
    ]);
    expect(requests).toHaveLength(3);

    const down = await hosted(failing);
    expect(await down.connected.backend.generate(prompt(), never)).toMatchObject({
      kind: 'failure',
      reason: 'endpoint.server_error',
      detail: `${URL}: HTTP 500: oops (given up after 5 requests)`,
      attempts: 5,
      unbilledAttempts: 5,
    });
    expect(down.requests).toHaveLength(5);
  });

  it('is not asked again what it refuses, or when nobody can be reached for long', async () => {
    const { requests, connected } = await hosted(() =>
      HttpResponse.json({ error: { message: 'no such field' } }, { status: 400 }),
    );
    expect(await connected.backend.generate(prompt(), never)).toMatchObject({
      kind: 'failure',
      reason: 'endpoint.rejected',
    });
    expect(requests).toHaveLength(1);
    const away = await hosted(() => HttpResponse.error());
    expect(await away.connected.backend.generate(prompt(), never)).toMatchObject({
      kind: 'failure',
      reason: 'endpoint.connection',
      attempts: 5,
    });
  });

  it('with a wrong key or name is a usage error that does not show the key', async () => {
    const refused = (status: number) => () =>
      HttpResponse.json({ error: { message: `Incorrect API key provided or model.` } }, { status });
    for (const status of [401, 404]) {
      const { connected } = await hosted(refused(status));
      const error: unknown = await connected.backend.generate(prompt(), never).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(URL) });
      expect(String(error)).not.toContain(KEY);
    }
  });

  it("ends with the caller's reason when the caller leaves", async () => {
    const leaving = new AbortController();
    const { connected } = await hosted(() => {
      leaving.abort(new Error('stopped'));
      return answered();
    });
    await expect(connected.backend.generate(prompt(), leaving.signal)).rejects.toThrow('stopped');
  });
});
