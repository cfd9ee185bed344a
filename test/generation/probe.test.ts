import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseEndpointUrl } from '../../src/generation/endpoint-url.ts';
import type { GenerationEvent } from '../../src/generation/events.ts';
import { type ProbeOptions, probeEndpoints } from '../../src/generation/probe.ts';
import { fastClock, never } from './local-server.ts';

const network = setupServer();
beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const vllm = { object: 'list', data: [{ id: 'tiny', owned_by: 'vllm', max_model_len: 4096 }] };
const models = (host: string, answer: () => Response) => http.get(`http://${host}/v1/models`, answer);
const version = (host: string) => http.get(`http://${host}/version`, () => HttpResponse.json({ version: '0.15.0' }));

async function probe(endpoints: string | readonly string[], more: Partial<ProbeOptions> = {}) {
  const urls = [endpoints].flat().map(parseEndpointUrl);
  const options = { model: undefined, apiKey: undefined, waitMs: 0, signal: never, onEvent: () => undefined };
  return await probeEndpoints(urls, { ...options, clock: fastClock(200), ...more });
}

describe('probeEndpoints', () => {
  it('learns model, context length, engine and version of vLLM', async () => {
    network.use(
      models('a', () => HttpResponse.json(vllm)),
      version('a'),
    );
    expect(await probe('http://a/v1')).toMatchObject([
      {
        kind: 'ready',
        server: { endpoint: 'http://a/v1', model: 'tiny', contextLength: 4096, engine: 'vllm', version: '0.15.0' },
      },
    ]);
  });

  it('asks many endpoints at once without a warning about listeners', async () => {
    const hosts = Array.from({ length: 24 }, (_, index) => `host-${index}`);
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    let asked = 0;
    let release: () => void = () => {};
    const allAsked = new Promise<void>((resolve) => {
      release = resolve;
    });
    network.use(
      ...hosts.flatMap((host) => [
        http.get(`http://${host}/v1/models`, async () => {
          asked += 1;
          if (asked === hosts.length) release();
          await allAsked;
          return HttpResponse.json(vllm);
        }),
        version(host),
      ]),
    );
    const probes = await probe(
      hosts.map((host) => `http://${host}/v1`),
      { waitMs: 60_000 },
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(probes).toHaveLength(hosts.length);
    expect(warnings).toEqual([]);
  });

  it('does without a version and a context length', async () => {
    network.use(
      models('a', () => HttpResponse.json({ data: [{ id: 'm' }] })),
      http.get('http://a/version', () => new HttpResponse('<html></html>', { status: 404 })),
    );
    expect(await probe('http://a/v1')).toMatchObject([
      { kind: 'ready', server: { endpoint: 'http://a/v1', model: 'm', engine: 'unknown' } },
    ]);
  });

  it('sends the key, and none where there is none', async () => {
    const sent: (string | null)[] = [];
    network.use(
      version('a'),
      http.get('http://a/v1/models', ({ request }) => {
        sent.push(request.headers.get('authorization'));
        return HttpResponse.json(vllm);
      }),
    );
    await probe('http://a/v1', { apiKey: 'secret' });
    await probe('http://a/v1');
    await probe('http://user:pass@a/v1');
    expect(sent).toEqual(['Bearer secret', null, 'Basic dXNlcjpwYXNz']);
  });

  it('names the models that are served when the model is unknown', async () => {
    network.use(models('a', () => HttpResponse.json({ data: [{ id: 'Qwen/Qwen2.5-1.5B' }, { id: 'other' }] })));
    await expect(probe('http://a/v1', { model: 'qwen2.5-1.5B' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(
        'does not serve the model "qwen2.5-1.5B". It serves: Qwen/Qwen2.5-1.5B, other. Did you mean Qwen/Qwen2.5-1.5B?',
      ),
    });
    await expect(probe('http://a/v1')).rejects.toThrow('serves several models: choose one with --model');
  });

  it.each([
    ['refused without a key', 401, undefined, 'asks for an API key (HTTP 401)'],
    ['refused with a key', 403, 'secret', 'does not accept the API key it was sent (HTTP 403)'],
  ])('says what to do about a key: %s', async (_case, status, apiKey, message) => {
    network.use(models('a', () => HttpResponse.json({ error: { message: 'no' } }, { status })));
    await expect(probe('http://a/v1', { apiKey })).rejects.toThrow(message);
    await expect(probe('http://a/v1', { apiKey })).rejects.toThrow('--api-key-env');
  });

  it.each([
    ['404', () => new HttpResponse('Not Found', { status: 404 })],
    ['a page', () => HttpResponse.html('<h1>Welcome</h1>')],
  ])('suggests /v1 after %s', async (_case, answer) => {
    network.use(http.get('http://a/models', answer));
    await expect(probe('http://a')).rejects.toMatchObject({ code: 'usage' });
    await expect(probe('http://a')).rejects.toThrow('should end in /v1: try http://a/v1.');
  });

  it('waits for a server that is still loading, and says so', async () => {
    const events: GenerationEvent[] = [];
    const answers = [() => HttpResponse.error(), () => new HttpResponse(null, { status: 503 })];
    network.use(
      models('a', () => (answers.shift() ?? (() => HttpResponse.json(vllm)))()),
      version('a'),
    );
    const probes = await probe('http://a/v1', { waitMs: 60_000, onEvent: (event) => events.push(event) });
    expect(probes).toMatchObject([{ kind: 'ready' }]);
    expect(events.map((event) => event.kind)).toEqual(['loading', 'loading', 'connected']);
    expect(events[1]).toMatchObject({ endpoint: 'http://a/v1', detail: 'HTTP 503' });
  });

  it('gives up after the wait', async () => {
    network.use(models('a', () => new HttpResponse(null, { status: 503 })));
    expect(await probe('http://a/v1', { waitMs: 3_000 })).toEqual([{ kind: 'absent', detail: 'HTTP 503' }]);
  });

  it('waits for the others only a little once one is ready', async () => {
    network.use(
      models('a', () => HttpResponse.json(vllm)),
      models('b', () => HttpResponse.error()),
      version('a'),
    );
    const probes = await probe(['http://a/v1', 'http://b/v1'], { waitMs: 2_147_483_647 });
    expect(probes.map(({ kind }) => kind)).toEqual(['ready', 'absent']);
  });

  it('ends the waiting when it is aborted', async () => {
    network.use(models('a', () => HttpResponse.error()));
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const waiting = probe('http://a/v1', {
      waitMs: 900_000,
      signal: controller.signal,
      onEvent: () => controller.abort(reason),
    });
    await expect(waiting).rejects.toBe(reason);
  });
});
