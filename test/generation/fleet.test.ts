import { afterEach, describe, expect, it } from 'vitest';
import type { Connected } from '../../src/generation/client.ts';
import type { Clock } from '../../src/generation/clock.ts';
import type { GenerationEvent } from '../../src/generation/events.ts';
import type { Generation } from '../../src/vocabulary/generation.ts';
import {
  answerChat,
  chatCompletion,
  connectTo,
  fastClock,
  json,
  type LocalServer,
  localServer,
  never,
  prompt,
} from './local-server.ts';

const servers: LocalServer[] = [];
let connected: Connected;
let events: GenerationEvent[] = [];

async function fleetOf(count: number, more: Parameters<typeof connectTo>[1] = {}): Promise<void> {
  for (let index = 0; index < count; index++) servers.push(await localServer());
  events = [];
  connected = await connectTo(servers, { clock: fastClock(50), onEvent: (event) => events.push(event), ...more });
}

const server = (index: number): LocalServer => servers[index] as LocalServer;
const states = (): string[] => connected.snapshot().map((endpoint) => endpoint.state);
const told = (kind: GenerationEvent['kind']): GenerationEvent[] => events.filter((event) => event.kind === kind);

function ask(count: number, offset = 0): Promise<Generation[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      connected.backend.generate(prompt({ affinity: `doc-${offset + index}` }), never),
    ),
  );
}

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 5));
}

afterEach(async () => {
  await connected.backend.close();
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});

describe('a fleet', () => {
  it('sends all requests on one document to one endpoint, and spreads documents over all', async () => {
    await fleetOf(4);
    for (let document = 0; document < 30; document++) {
      const before = servers.map((each) => each.received.length);
      for (let request = 0; request < 3; request++) await ask(1, document);
      const got = servers.map((each, index) => each.received.length - (before[index] ?? 0));
      expect(got.toSorted((left, right) => left - right)).toEqual([0, 0, 0, 3]);
    }
    for (const each of servers) expect(each.received.length).toBeGreaterThan(0);
  });

  it('loses nothing when one of two endpoints dies, and takes it back when it is there again', async () => {
    await fleetOf(2);
    await ask(20);
    await server(1).stop();
    const during = await ask(60, 20);
    expect(during.filter((generation) => generation.kind !== 'answer')).toEqual([]);
    expect(states()).toEqual(['closed', 'open']);
    expect(connected.snapshot()[1]?.lastError).toContain('ECONNREFUSED');
    await server(1).start();
    await until(() => states()[1] === 'half-open');
    const before = server(1).received.length;
    await ask(60, 80);
    expect(states()).toEqual(['closed', 'closed']);
    expect(server(1).received.length).toBeGreaterThan(before);
    expect(told('breaker').map((event) => event.kind === 'breaker' && event.state)).toEqual([
      'open',
      'half-open',
      'closed',
    ]);
    expect(told('paused')).toEqual([]);
  });

  it('drains an endpoint that changes its model, and takes it back with the right one', async () => {
    await fleetOf(2);
    await ask(10);
    const swapped = server(0);
    const before = swapped.models;
    swapped.models = [{ id: 'other', owned_by: 'vllm' }];
    swapped.handle = (_request, response) => json(response, 404, { error: { message: 'no model tiny' } });
    const answers = await ask(40, 10);
    expect(answers.every((generation) => generation.kind === 'answer')).toBe(true);
    await until(() => connected.snapshot()[0]?.lastError === 'it serves other now, not tiny');
    expect(states()).toEqual(['open', 'closed']);
    swapped.models = before;
    swapped.handle = answerChat();
    await until(() => states()[0] === 'half-open');
    await ask(40, 50);
    expect(states()).toEqual(['closed', 'closed']);
  });

  it('does not use the answers of another model, and takes the endpoint back with the right one', async () => {
    await fleetOf(2);
    await ask(10);
    const swapped = server(0);
    const answered = swapped.received.length;
    const before = swapped.models;
    swapped.models = [{ id: 'other', owned_by: 'vllm' }];
    swapped.handle = (_request, response) => json(response, 200, chatCompletion('Not mine.', { model: 'other' }));
    const answers = await ask(40, 10);
    expect(answers.every((generation) => generation.kind === 'answer' && generation.model === 'tiny')).toBe(true);
    // What the other model wrote is billed all the same.
    const billed = answers.reduce((sum, { usage }) => sum + usage.completionTokens, 0);
    expect(billed).toBe(5 * (40 + swapped.received.length - answered));
    expect(states()).toEqual(['open', 'closed']);
    swapped.models = before;
    swapped.handle = answerChat();
    await until(() => states()[0] === 'half-open');
    await ask(40, 50);
    expect(states()).toEqual(['closed', 'closed']);
  });

  it.each([
    ['its path', { root: '/models/tiny' }, '/models/tiny'],
    ['a dated version of the name', {}, 'tiny-2026-01-01'],
    ['the model that the adapter is built on', { root: '/adapter', parent: 'base' }, 'base'],
  ])('believes a server that answers under %s', async (_what, listed, model) => {
    await fleetOf(1);
    server(0).models = [
      { id: 'tiny', owned_by: 'vllm', ...listed },
      { id: 'base', owned_by: 'vllm', root: '/base' },
    ];
    server(0).handle = (_request, response) => json(response, 200, chatCompletion('Mine.', { model }));
    const answers = await ask(20);
    expect(answers.every((generation) => generation.kind === 'answer' && generation.attempts === 1)).toBe(true);
    expect(told('breaker')).toEqual([]);
  });

  it('does not believe a server that lists the name it answers under as another model', async () => {
    await fleetOf(2);
    server(0).models = ['tiny', 'other'].map((id) => ({ id, owned_by: 'vllm', root: `/models/${id}` }));
    server(0).handle = (_request, response) => json(response, 200, chatCompletion('Not mine.', { model: 'other' }));
    const answers = await ask(20);
    expect(answers.every((generation) => generation.kind === 'answer' && generation.model === 'tiny')).toBe(true);
    expect(connected.snapshot()[0]?.lastError).toBe('the answer is from the model other, not tiny');
  });

  it('leaves an endpoint alone for as long as it asks, while others take its requests', async () => {
    // A clock that stands still: nothing is ever due.
    const slept: number[] = [];
    const clock: Clock = {
      now: () => 0,
      wall: () => 0,
      sleep: async (ms, signal) => {
        slept.push(ms);
        if (ms >= 1_000)
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    };
    await fleetOf(2, { clock });
    server(0).handle = (_request, response) => json(response, 429, {}, { 'retry-after': '60' });
    const first = await ask(20);
    expect(first.every((generation) => generation.kind === 'answer')).toBe(true);
    const asked = server(0).received.length;
    expect(asked).toBeGreaterThan(0);
    expect(connected.snapshot()).toMatchObject([{ held: true, state: 'closed' }, { held: false }]);
    // Nobody waits the minute out, and nobody goes there any more.
    expect(slept.filter((ms) => ms > 0)).toEqual([60_000]);
    await ask(40, 20);
    expect(server(0).received.length).toBe(asked);
  });

  it('comes back little by little to an endpoint that asked to be left alone', async () => {
    await fleetOf(1);
    await ask(20);
    let refused = 0;
    let since = 0;
    const arrivals: number[] = [];
    server(0).handle = (_request, response) => {
      if (refused === 0) {
        refused += 1;
        since = performance.now();
        json(response, 429, {}, { 'retry-after': '2' });
        return;
      }
      arrivals.push((performance.now() - since) * 50);
      json(response, 200, chatCompletion('Ok.'));
    };
    await ask(1, 20);
    await ask(60, 21);
    expect(refused).toBe(1);
    expect(arrivals).toHaveLength(61);
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(1_900);
  });

  it('gives no endpoint more than its capacity, and the rest when there is room', async () => {
    await fleetOf(2);
    let most = 0;
    let inFlight = 0;
    server(0).handle = (_request, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        json(response, 200, chatCompletion('Ok.'));
      }, 2);
    };
    server(1).handle = server(0).handle;
    connected.setCapacities(new Map(servers.map((each) => [each.url, 3])));
    const answers = await ask(60);
    expect(answers.every((generation) => generation.kind === 'answer')).toBe(true);
    expect(most).toBeLessThanOrEqual(6);
    expect(connected.snapshot()).toMatchObject([{ capacity: 3 }, { capacity: 3 }]);
    connected.setCapacities(new Map([[server(0).url, 5]]));
    expect(connected.snapshot()).toMatchObject([{ capacity: 5 }, { capacity: 3 }]);
    connected.setCapacities(new Map());
    expect(connected.snapshot()).toMatchObject([{ capacity: null }, { capacity: null }]);
  });

  it('reports what prefix caches did since the run began, over a restart', async () => {
    await fleetOf(2);
    const metrics = (queries: number, hits: number, preemptions: number): string =>
      `vllm:num_requests_running 3\nvllm:num_requests_waiting 1\nvllm:kv_cache_usage_perc 0.5\n` +
      `vllm:num_preemptions_total ${preemptions}\nvllm:prefix_cache_queries_total ${queries}\nvllm:prefix_cache_hits_total ${hits}\n`;
    for (const [queries, hits, preemptions] of [
      [1_000, 900, 7],
      [1_400, 1_100, 9],
      [100, 20, 0],
    ] as const) {
      server(0).metrics = metrics(queries, hits, preemptions);
      await connected.scrape();
    }
    expect(connected.snapshot()).toMatchObject([
      {
        running: 3,
        waiting: 1,
        kvCacheUse: 0.5,
        preemptions: 2,
        prefixQueries: 500,
        prefixHits: 220,
      },
      { running: null, preemptions: null, prefixQueries: null, prefixHits: null },
    ]);
  });

  it('pauses while every endpoint is down, and goes on by itself', async () => {
    await fleetOf(1);
    await ask(5);
    await server(0).stop();
    const waiting = ask(50, 5);
    await until(() => states()[0] === 'open');
    expect(told('paused')).toMatchObject([{ model: 'tiny', detail: expect.stringContaining('ECONNREFUSED') }]);
    await server(0).start();
    const answers = await waiting;
    expect(answers.every((generation) => generation.kind === 'answer')).toBe(true);
    // What never left the house is no attempt; only the five connections that were open before may have taken one.
    expect(answers.reduce((sum, generation) => sum + generation.attempts, 0)).toBeLessThanOrEqual(55);
    expect(told('resumed')).toHaveLength(1);
    expect(states()).toEqual(['closed']);
  });

  it('serves the whole line when several endpoints come back', async () => {
    await fleetOf(3);
    await ask(5);
    await Promise.all(servers.map((each) => each.stop()));
    const waiting = ask(200, 5);
    await until(() => states().every((state) => state === 'open'));
    await Promise.all(servers.map((each) => each.start()));
    const answers = await waiting;
    expect(answers.filter((generation) => generation.kind !== 'answer')).toEqual([]);
  });

  it('ends in an outage that names the endpoints and their last errors', async () => {
    await fleetOf(2, { outageLimitMs: 10_000 });
    await ask(5);
    await Promise.all(servers.map((each) => each.stop()));
    const outage = ask(5, 5);
    await expect(outage).rejects.toMatchObject({ code: 'outage' });
    await expect(outage).rejects.toThrow(/No endpoint of the model tiny was usable for 10s/);
    for (const each of servers) await expect(outage).rejects.toThrow(`${each.url}: connect ECONNREFUSED`);
    await expect(ask(1)).rejects.toMatchObject({ code: 'outage' });
  });

  it('lets whoever is aborted leave the line', async () => {
    await fleetOf(1);
    await server(0).stop();
    const controller = new AbortController();
    const reason = new Error('drained');
    const waiting = connected.backend.generate(prompt(), controller.signal);
    await until(() => states()[0] === 'open');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('opens after failures in a row, even where the list of models is answered', async () => {
    await fleetOf(1, { clock: fastClock(10) });
    await ask(1);
    server(0).handle = (_request, response) => json(response, 500, {});
    void ask(3).catch(() => undefined);
    await until(() => told('breaker').length >= 3);
    expect(told('breaker').map((event) => event.kind === 'breaker' && event.state)).toEqual([
      'open',
      'half-open',
      'open',
    ]);
    server(0).handle = answerChat();
    await ask(4);
    expect(states()).toEqual(['closed']);
  });

  it('starts without an endpoint that is absent, and takes it in when it answers', async () => {
    servers.push(await localServer(), await localServer());
    await server(1).stop();
    events = [];
    connected = await connectTo(servers, { clock: fastClock(50), onEvent: (event) => events.push(event) });
    expect(connected.servers.map((info) => info.endpoint)).toEqual([server(0).url]);
    expect(told('absent')).toMatchObject([{ endpoint: server(1).url }]);
    expect(states()).toEqual(['closed', 'open']);
    await server(1).start();
    await until(() => states()[1] === 'half-open');
    await ask(40);
    expect(server(1).received.length).toBeGreaterThan(0);
  });

  it('learns on return which fields the server knows that answers now', async () => {
    servers.push(await localServer(), await localServer());
    for (const each of servers) each.version = '0.17.0';
    await server(1).stop();
    connected = await connectTo(servers, { clock: fastClock(50) });
    const sent = (): boolean[] => server(1).received.map(({ body }) => 'repetition_detection' in body);
    for (const [version, known] of [
      ['0.17.0', true],
      ['0.16.2', false],
    ] as const) {
      server(1).version = version;
      await server(1).start();
      await until(() => states()[1] === 'half-open');
      server(1).received.length = 0;
      await ask(40);
      expect(new Set(sent())).toEqual(new Set([known]));
      await server(1).stop();
      while (states()[1] !== 'open') await ask(10);
    }
  });
});
