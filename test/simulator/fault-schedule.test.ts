import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { parseScheduledFault, replicasOf } from '../../src/simulator/fault-schedule.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { chat, get, post, start } from './client.ts';

const ask = (url: string, model = 'simulator') =>
  request(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(chat('Hello.', { model })) });

async function status(url: string, model?: string): Promise<number> {
  const response = await ask(url, model);
  await response.body.dump();
  return response.statusCode;
}

describe('parseScheduledFault', () => {
  it('reads pairs in any order', () => {
    expect(parseScheduledFault('at=30s for=20s replica=3 kind=down')).toMatchObject({
      at: 30_000,
      for: 20_000,
      replicas: [3],
      kind: 'down',
    });
    expect(parseScheduledFault('kind=slow,factor=2.5,replica=0+4-6')).toMatchObject({
      at: 0,
      for: undefined,
      factor: 2.5,
      replicas: [0, 4, 5, 6],
    });
    expect(parseScheduledFault('kind=status503 share=0.5')).toMatchObject({ share: 0.5, replicas: 'all' });
  });

  it.each([
    ['kind=explode', 'kind=explode'],
    ['kind=down at=soon', 'at=soon'],
    ['kind=down when=3s', 'when=3s'],
    ['kind=down replica=5-2', 'replica=5-2'],
    ['kind=slow factor=0', 'factor=0'],
    ['kind=hang share=2', 'share=2'],
    ['kind=swap', 'model=NAME'],
  ])('says what is wrong with %s', (text, named) => {
    expect(parseScheduledFault(text)).toContain(named);
  });

  it('draws `any` replica from the seed', () => {
    const fault = parseScheduledFault('kind=down replica=any');
    if (typeof fault === 'string') throw new Error(fault);
    const drawn = Array.from({ length: 50 }, (_, seed) => replicasOf(fault, 8, seed, 0));
    expect(Array.from({ length: 50 }, (_, seed) => replicasOf(fault, 8, seed, 0))).toEqual(drawn);
    expect(new Set(drawn.flat()).size).toBeGreaterThan(4);
    expect(drawn.every((numbers) => numbers.length === 1 && (numbers[0] ?? 8) < 8)).toBe(true);
  });
});

describe('several replicas', () => {
  it('serve on ports of their own and are counted one by one', async () => {
    const simulator = await start({ gpus: 3 });
    expect(new Set(simulator.urls).size).toBe(3);
    expect(simulator.urls[0]).toBe(simulator.url);
    await status(simulator.urls[2] ?? '');
    const stats = simulator.stats();
    expect(stats.answered).toBe(1);
    expect(stats.replicas.map(({ generationTokens }) => generationTokens > 0)).toEqual([false, false, true]);
    const served = JSON.parse((await get(simulator, '/simulator/stats')).text) as typeof stats;
    expect(served.replicas.map(({ promptTokens }) => promptTokens)).toEqual(
      stats.replicas.map(({ promptTokens }) => promptTokens),
    );
    expect(() => simulator.replica(3)).toThrow(RangeError);
  });

  it('one that is stopped refuses connections and resets what it works on; started again it has forgotten all', async () => {
    const simulator = await start({ gpus: 2, latencyMs: 600_000 });
    const [first = '', second = ''] = simulator.urls;
    const failed = expect(ask(second)).rejects.toThrow();
    await expect.poll(() => simulator.stats().running).toBe(1);
    await simulator.replica(1).stop();
    await failed;
    await expect(ask(second)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(simulator.stats()).toMatchObject({ running: 0, abandoned: 1 });
    expect(simulator.stats().replicas.map(({ state }) => state)).toEqual(['up', 'down']);
    expect((await request(first.replace('/v1', '/health'))).statusCode).toBe(200);

    await simulator.replica(1).start({ loadingMs: 600_000 });
    expect((await request(`${second}/models`)).statusCode).toBe(503);
    await simulator.replica(1).stop();
    await simulator.replica(1).start();
    expect((await request(`${second}/models`)).statusCode).toBe(200);
    const metrics = await (await request(second.replace('/v1', '/metrics'))).body.text();
    expect(metrics).toMatch(/^vllm:prompt_tokens_total\{.*\} 0$/m);
    expect(metrics).toMatch(/^vllm:prefix_cache_queries_total\{.*\} 0$/m);
  });

  it('keep their counts in the statistics over a restart, not in their metrics', async () => {
    const simulator = await start({ gpus: 1 });
    await status(simulator.url);
    const { promptTokens } = simulator.stats();
    expect(promptTokens).toBeGreaterThan(0);
    await simulator.replica(0).stop();
    await simulator.replica(0).start();
    expect(simulator.stats().promptTokens).toBe(promptTokens);
    expect((await get(simulator, '/metrics')).text).toMatch(/^vllm:prompt_tokens_total\{.*\} 0$/m);
  });
});

describe('a schedule', () => {
  it('takes a replica down and brings it back', async () => {
    const simulator = await start({ gpus: 2, faultSchedule: ['at=0s for=300ms replica=1 kind=down'] });
    await expect.poll(() => simulator.stats().replicas.map(({ state }) => state)).toEqual(['up', 'down']);
    await expect.poll(() => simulator.stats().replicas.map(({ state }) => state)).toEqual(['up', 'up']);
    expect(await status(simulator.urls[1] ?? '')).toBe(200);
    expect(simulator.stats().replicas[1]?.downMs).toBeGreaterThan(0);
  });

  it('restarts a replica, which loads before it serves', async () => {
    const simulator = await start({ faultSchedule: ['kind=restart for=50ms loading=10m'] });
    await expect.poll(() => simulator.stats().replicas[0]?.state).toBe('loading');
    expect(await status(simulator.url)).toBe(503);
  });

  it('swaps the model: the old name is unknown from then on', async () => {
    const simulator = await start({ faultSchedule: ['kind=swap model=other'] });
    await expect.poll(() => status(simulator.url, 'other')).toBe(200);
    expect(await status(simulator.url)).toBe(404);
    expect((await get(simulator, '/v1/models')).text).toContain('"other"');
  });

  it('breaks a share of the requests, every attempt anew', async () => {
    const simulator = await start({ faultSchedule: ['kind=status503'] });
    await expect.poll(() => status(simulator.url)).toBe(503);
    expect(await status(simulator.url)).toBe(503);
  });

  it('slows a replica down', async () => {
    const simulator = await start({ gpus: 2, faultSchedule: ['replica=1 kind=slow factor=1000000'], latencyMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [fast, slow] = simulator.urls.map((url) => status(url));
    slow?.catch(() => {});
    expect(await fast).toBe(200);
    expect(simulator.stats().replicas.map(({ running }) => running)).toEqual([0, 1]);
  });
});

describe('a profile', () => {
  it('serves whole answers whose lengths are drawn, and counts tokens, KV cache and prefix hits', async () => {
    const simulator = await start({ profile: 'smollm2-1.7b-h100', answers: 'fixed', outputTokens: '20:0.5' });
    const send = (requestId: string) =>
      post(simulator, '/chat/completions', chat('word '.repeat(200), { max_tokens: 500 }), { requestId });
    const answers = [await send('a/qa/0/0'), await send('b/qa/0/0'), await send('a/qa/0/0')];
    const lengths = answers.map(({ text }) => (JSON.parse(text) as { usage: { completion_tokens: number } }).usage);
    expect(lengths[0]).toEqual(lengths[2]);
    expect(lengths[0]).not.toEqual(lengths[1]);
    const made = lengths.reduce((sum, usage) => sum + usage.completion_tokens, 0);
    expect(simulator.stats().generationTokens).toBe(made);
    const { text } = await get(simulator, '/metrics');
    expect(Number(/^vllm:prefix_cache_hits_total\{.*\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
    expect(text).toMatch(/^vllm:request_success_total\{.*finished_reason="stop"\} 3$/m);
    expect(text).toMatch(/^vllm:e2e_request_latency_seconds_count\{.*\} 3$/m);
    expect(text).toMatch(/^vllm:cache_config_info\{block_size="16",.*num_gpu_blocks="\d+"\} 1$/m);
  });

  it.each([
    [{ profile: 'smollm2-1.7b-h100', latencyMs: 5 }, '--latency-ms'],
    [{ outputTokens: 100 }, '--answers fixed'],
    [{ profile: 'smollm2-1.7b-h100', kvCacheTokens: 1000 }, '--kv-cache-tokens'],
    [{ gpus: 10, port: 65_530 }, 'port'],
    [{ gpus: 2, faultSchedule: ['kind=down replica=2'] }, 'no replica 2'],
  ] satisfies [SimulatorOptions, string][])('refuses %o', async (options, named) => {
    await expect(start(options)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(named) });
  });
});
