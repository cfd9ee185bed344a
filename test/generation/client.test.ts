import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/generation/client.ts';
import { connectTo, fastClock, type LocalServer, localServer, never, prompt } from './local-server.ts';

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});

async function start(...models: string[]): Promise<LocalServer> {
  const server = await localServer();
  server.models = models.map((id) => ({ id, owned_by: 'vllm', max_model_len: 4096 }));
  servers.push(server);
  return server;
}

const times = { waitMs: 0, requestTimeoutMs: 5_000, outageLimitMs: 60_000, seed: 0 };

describe('connect', () => {
  it('tells what it found, without credentials', async () => {
    const server = await start('tiny');
    const url = server.url.replace('http://', 'http://user:secret@');
    const connected = await connectTo([{ url }]);
    expect(connected.backend).toMatchObject({ name: 'openai', languageModel: true });
    expect(connected.servers).toEqual([
      { endpoint: server.url, model: 'tiny', engine: 'vllm', contextLength: 4096, version: '0.15.0' },
    ]);
    expect(JSON.stringify(connected.snapshot())).not.toContain('secret');
    expect(connected.snapshot()).toEqual([
      {
        endpoint: server.url,
        model: 'tiny',
        state: 'closed',
        held: false,
        inFlight: 0,
        capacity: null,
        ok: 0,
        failed: 0,
        promptTokens: 0,
        completionTokens: 0,
        lastError: null,
        running: null,
        waiting: null,
        kvCacheUse: null,
        preemptions: null,
        prefixQueries: null,
        prefixHits: null,
      },
    ]);
    await connected.backend.close();
    await connected.backend.close();
  });

  it('sends each prompt to the model it names', async () => {
    const [small, large] = [await start('small'), await start('large')];
    const target = { model: undefined, api: undefined, chatTemplate: undefined, apiKey: undefined };
    const connected = await connect({
      ...times,
      models: { default: { ...target, endpoints: [small.url] }, refiner: { ...target, endpoints: [large.url] } },
    });
    await connected.backend.generate(prompt(), never);
    await connected.backend.generate(prompt({ model: 'refiner' }), never);
    await connected.backend.close();
    expect(small.received.map(({ body }) => body['model'])).toEqual(['small']);
    expect(large.received.map(({ body }) => body['model'])).toEqual(['large']);
  });

  it('refuses endpoints that serve different models, unless one is named', async () => {
    const [left, right] = [await start('a'), await start('b')];
    await expect(connectTo([left, right])).rejects.toThrow(`${left.url} a, ${right.url} b. Name the one you mean`);
    await expect(connectTo([left, right], { target: { model: 'a' } })).rejects.toThrow('does not serve the model "a"');
  });

  it('is an outage when nobody answers in time', async () => {
    const server = await start('tiny');
    await server.stop();
    const failed = connectTo([server], { waitMs: 2_000, clock: fastClock(100) });
    await expect(failed).rejects.toMatchObject({
      code: 'outage',
      message: expect.stringContaining(
        `No endpoint answered within 2s (--wait): ${server.url}: no answer (ECONNREFUSED)`,
      ),
    });
  });

  it('names the model of the configuration that nobody serves, and where its endpoints stand', async () => {
    const server = await start('small');
    await server.stop();
    const target = { model: undefined, api: undefined, chatTemplate: undefined, apiKey: undefined };
    const models = { judge: { ...target, endpoints: [server.url] } };
    const failed = connect({ ...times, models, waitMs: 2_000, clock: fastClock(100) });
    await expect(failed).rejects.toThrow(
      /^No endpoint of models\.judge answered within 2s .* check its endpoints in rewrite\.yaml; then run/,
    );
  });

  it('refuses a model without endpoints, and addresses that are none', async () => {
    await expect(connectTo([])).rejects.toThrow('The model default has no endpoint');
    await expect(connectTo([{ url: 'gpu-1:8000' }])).rejects.toThrow('"gpu-1:8000" is no URL');
  });
});
