import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { chat, DOCUMENT, get, post, start, turn } from './client.ts';

const json = (text: string): unknown => JSON.parse(text);

describe('createSimulator', () => {
  it('lists its one model with the context length', async () => {
    const simulator = await start({ model: 'small-1', contextLength: 4096 });
    const { status, text } = await get(simulator, '/v1/models');
    expect(status).toBe(200);
    expect(json(text)).toMatchObject({
      object: 'list',
      data: [{ id: 'small-1', object: 'model', owned_by: 'simulator', max_model_len: 4096 }],
    });
  });

  it('answers /health with an empty body and /version with a version', async () => {
    const simulator = await start();
    expect(await get(simulator, '/health')).toMatchObject({ status: 200, text: '' });
    expect(json((await get(simulator, '/version')).text)).toEqual({ version: 'simulator' });
  });

  it('gives its address as a base URL that ends in /v1', async () => {
    const simulator = await start();
    expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}/v1`);
    expect(simulator.port).toBeGreaterThan(0);
  });

  it('knows no other path and no other method', async () => {
    const simulator = await start();
    expect((await get(simulator, '/v1/audio/speech')).status).toBe(404);
    expect((await get(simulator, '/v1/chat/completions')).status).toBe(405);
    expect((await get(simulator, '/health?deep=1')).status).toBe(200);
  });

  it('asks for the key on every path under /v1, and on no other', async () => {
    const simulator = await start({ apiKey: 'open sesame' });
    expect((await get(simulator, '/v1/models')).status).toBe(401);
    expect((await post(simulator, '/chat/completions', chat('Hello.'))).status).toBe(401);
    expect((await get(simulator, '/v1/models', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await get(simulator, '/v1/models', { authorization: 'Bearer open sesame' })).status).toBe(200);
    expect((await get(simulator, '/health')).status).toBe(200);
    expect((await get(simulator, '/metrics')).status).toBe(200);
  });

  it('serves the metrics of vLLM with the name of the model', async () => {
    const simulator = await start({ model: 'small "1"' });
    const answer = await post(simulator, '/chat/completions', chat(turn(DOCUMENT), { model: 'small "1"' }));
    const { usage } = json(answer.text) as { usage: { prompt_tokens: number; completion_tokens: number } };
    const { status, headers, text } = await get(simulator, '/metrics');
    const labels = '{engine="0",model_name="small \\"1\\""}';
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        '# TYPE vllm:num_requests_running gauge',
        `vllm:num_requests_running${labels} 0`,
        `vllm:num_requests_waiting${labels} 0`,
        `vllm:kv_cache_usage_perc${labels} 0`,
        '# TYPE vllm:prompt_tokens_total counter',
        `vllm:prompt_tokens_total${labels} ${usage.prompt_tokens}`,
        `vllm:generation_tokens_total${labels} ${usage.completion_tokens}`,
        `vllm:num_preemptions_total${labels} 0`,
      ]),
    );
    // Scraping must not count anything twice.
    expect((await get(simulator, '/metrics')).text).toBe(text);
  });

  it('counts what it did', async () => {
    const simulator = await start();
    await post(simulator, '/chat/completions', chat(turn(DOCUMENT)));
    await post(simulator, '/chat/completions', '{');
    expect(simulator.stats()).toMatchObject({
      received: 2,
      answered: 1,
      refused: 1,
      abandoned: 0,
      running: 0,
      waiting: 0,
      peakRunning: 1,
    });
  });

  it('refuses options that do not fit, naming the key', async () => {
    await expect(createSimulator({ contextLength: 0 })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('contextLength'),
    });
    await expect(createSimulator({ faults: { resetRate: 0.6, status500Rate: 0.6 } })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('add up'),
    });
  });

  it('says which port is taken', async () => {
    const { port } = await start();
    await expect(createSimulator({ port })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(String(port)),
    });
  });

  it('closes twice without harm, cutting the requests it still works on', async () => {
    const simulator = await start({ latencyMs: 600_000 });
    const hanging = post(simulator, '/chat/completions', chat('Hello.'));
    const failed = expect(hanging).rejects.toThrow();
    await expect.poll(() => simulator.stats().running).toBe(1);
    await Promise.all([simulator.close(), simulator.close()]);
    await simulator.close();
    await failed;
    await expect.poll(() => simulator.stats()).toMatchObject({ running: 0, abandoned: 1 });
    await expect(get(simulator, '/health')).rejects.toThrow();
  });
});
