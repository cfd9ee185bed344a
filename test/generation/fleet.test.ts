import { afterEach, describe, expect, it } from 'vitest';
import type { Connected } from '../../src/generation/client.ts';
import type { GenerationEvent } from '../../src/generation/events.ts';
import type { Generation } from '../../src/vocabulary/generation.ts';
import {
  answerChat,
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
});
