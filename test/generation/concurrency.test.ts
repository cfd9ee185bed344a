import { describe, expect, it } from 'vitest';
import {
  type Concurrency,
  nextLimit,
  type Observation,
  type ServerObservation,
  startConcurrency,
} from '../../src/generation/concurrency.ts';

const seen = (more: Partial<Observation>): Observation => ({
  at: 0,
  inFlight: 0,
  endpoints: 1,
  answers: 0,
  tokens: 0,
  overloads: 0,
  latencyMs: 1_000,
  servers: [],
  ...more,
});

const at = (limit: number, more: Partial<Concurrency> = {}): Concurrency => ({
  ...startConcurrency(1),
  limit,
  ...more,
});

const server = (running: number, waiting: number, more: Partial<ServerObservation> = {}): ServerObservation => ({
  running,
  waiting,
  kvCacheUse: undefined,
  preempted: 0,
  ...more,
});

/**
 * A fleet under the controller, second by second: each endpoint runs at most `batch` requests at a time and takes
 * `latency(running)` milliseconds for one of 100 tokens. Enough tasks are there to fill every slot.
 */
function simulate(fleet: {
  seconds: number;
  endpoints?: number;
  batch: number;
  latency: (running: number) => number;
  metrics: boolean;
  kvPerRequest?: number;
}): { limit: number; running: number; waiting: number; tokens: number }[] {
  const endpoints = fleet.endpoints ?? 1;
  let state = startConcurrency(endpoints);
  let inFlight = 0;
  let finished = 0;
  const trace: { limit: number; running: number; waiting: number; tokens: number }[] = [];
  for (let second = 1; second <= fleet.seconds; second++) {
    inFlight = Math.max(inFlight, state.limit);
    const running = Math.min(inFlight, fleet.batch * endpoints);
    const latencyMs = fleet.latency(running / endpoints);
    finished += (running * 1_000) / latencyMs;
    const answers = Math.floor(finished);
    finished -= answers;
    inFlight = Math.max(inFlight - answers, state.limit);
    const waiting = inFlight - Math.min(inFlight, fleet.batch * endpoints);
    const share = { running: running / endpoints, waiting: waiting / endpoints };
    const kvCacheUse = fleet.kvPerRequest === undefined ? undefined : (running / endpoints) * fleet.kvPerRequest;
    trace.push({ limit: state.limit, running, waiting, tokens: answers * 100 });
    state = nextLimit(state, {
      at: second * 1_000,
      inFlight,
      endpoints,
      answers,
      tokens: answers * 100,
      overloads: 0,
      latencyMs: (latencyMs * inFlight) / running,
      servers: fleet.metrics
        ? Array.from({ length: endpoints }, () => server(share.running, share.waiting, { kvCacheUse }))
        : [],
    });
  }
  return trace;
}

describe('concurrency from metrics', () => {
  it('doubles from 16 per endpoint while nothing waits', () => {
    expect(startConcurrency(4).limit).toBe(64);
    const trace = simulate({ seconds: 5, batch: 10_000, latency: () => 20_000, metrics: true });
    expect(trace.map((point) => point.limit)).toEqual([16, 32, 64, 128, 256]);
  });

  it.each([1, 8])('settles on what %i endpoints run, with a short line and without swinging', (endpoints) => {
    const trace = simulate({ seconds: 300, endpoints, batch: 256, latency: (n) => 5_000 + 20 * n, metrics: true });
    const settled = trace.slice(60);
    for (const point of settled) {
      expect(point.running).toBeGreaterThan(0.95 * 256 * endpoints);
      expect(point.waiting).toBeLessThanOrEqual(0.1 * point.running);
    }
    const limits = settled.map((point) => point.limit);
    expect(Math.max(...limits) - Math.min(...limits)).toBeLessThan(0.1 * Math.max(...limits));
  });

  it('takes off the excess of the waiting line at once', () => {
    const next = nextLimit(at(512), seen({ inFlight: 512, servers: [server(256, 256)] }));
    expect(next).toMatchObject({ limit: 269, phase: 'steady' });
  });

  it('holds while the line is short but there', () => {
    const state = at(270, { phase: 'steady' });
    expect(nextLimit(state, seen({ inFlight: 270, servers: [server(256, 14)] })).limit).toBe(270);
  });

  it('does not grow what is not used', () => {
    expect(nextLimit(at(64), seen({ inFlight: 40, servers: [server(40, 0)] })).limit).toBe(64);
  });

  it('waits until the servers have seen what was sent', () => {
    expect(nextLimit(at(64), seen({ inFlight: 64, servers: [server(32, 0)] })).limit).toBe(64);
  });

  it('grows only into the KV cache that is left', () => {
    const full = server(64, 0, { kvCacheUse: 0.6 });
    expect(nextLimit(at(64), seen({ inFlight: 64, servers: [full] })).limit).toBe(96);
    const trace = simulate({ seconds: 200, batch: 500, latency: () => 8_000, metrics: true, kvPerRequest: 1 / 200 });
    expect(Math.max(...trace.map((point) => point.limit))).toBeLessThanOrEqual(200);
    expect(trace.at(-1)?.limit).toBeGreaterThan(150);
  });

  it('backs off when servers preempt, once, and holds', () => {
    const preempting = seen({ at: 1_000, inFlight: 200, servers: [server(200, 0, { preempted: 3 })] });
    const once = nextLimit(at(200), preempting);
    expect(once.limit).toBe(190);
    expect(nextLimit(once, { ...preempting, at: 2_000 }).limit).toBe(190);
    const calm = seen({ at: 5_000, inFlight: 190, servers: [server(190, 0)] });
    expect(nextLimit(once, calm).limit).toBe(190);
    expect(nextLimit(once, { ...calm, at: 12_000 }).limit).toBeGreaterThan(190);
  });
});

describe('concurrency from throughput', () => {
  it('climbs to where more brings nothing, and stays', () => {
    // Tokens per second grow with the batch up to 200 and not beyond; what is sent on top only waits.
    const trace = simulate({ seconds: 900, batch: 200, latency: () => 10_000, metrics: false });
    const settled = trace.slice(400);
    const limits = settled.map((point) => point.limit);
    expect(Math.min(...limits)).toBeGreaterThanOrEqual(180);
    expect(Math.max(...limits)).toBeLessThanOrEqual(290);
    const tokens = settled.reduce((sum, point) => sum + point.tokens, 0) / settled.length;
    expect(tokens).toBeGreaterThan(0.95 * 2_000);
  });

  it('learns nothing before the first answer', () => {
    const state = startConcurrency(1);
    expect(nextLimit(state, seen({ at: 60_000, inFlight: 16, latencyMs: undefined }))).toBe(state);
  });

  it('does not grow where tasks, not slots, are short', () => {
    let state = startConcurrency(1);
    for (let second = 1; second < 100; second++) {
      state = nextLimit(state, seen({ at: second * 1_000, inFlight: 4, answers: 4, tokens: 400 }));
    }
    expect(state.limit).toBe(16);
  });

  it('halves when latency doubles without more tokens', () => {
    const mark = { limit: 200, tokensPerMs: 2, latencyMs: 1_000 };
    let state = at(200, { phase: 'steady', mark });
    for (let second = 1; state.limit === 200 && second < 20; second++) {
      state = nextLimit(
        state,
        seen({ at: second * 1_000, inFlight: 200, answers: 10, tokens: 1_000, latencyMs: 2_500 }),
      );
    }
    expect(state.limit).toBe(100);
  });
});

describe('concurrency under overload', () => {
  it('halves on 429 and 503, once per latency', () => {
    const busy = seen({ at: 10_000, inFlight: 128, overloads: 5, latencyMs: 8_000 });
    const once = nextLimit(at(128), busy);
    expect(once).toMatchObject({ limit: 64, phase: 'steady' });
    expect(nextLimit(once, { ...busy, at: 15_000 }).limit).toBe(64);
    expect(nextLimit(once, { ...busy, at: 18_000, inFlight: 64 }).limit).toBe(32);
  });

  it('stays within its bounds', () => {
    const bounds = { least: 1, most: 4_096 };
    const busy = seen({ inFlight: 1, overloads: 1 });
    expect(nextLimit(at(1), busy, bounds).limit).toBe(1);
    expect(startConcurrency(1_000, bounds).limit).toBe(4_096);
    const idle = seen({ inFlight: 4_000, servers: [server(4_000, 0)] });
    expect(nextLimit(at(4_000), idle, bounds).limit).toBe(4_096);
  });

  it('takes a few 503s among many answers for an ailing server, not for overload', () => {
    const ailing = seen({ inFlight: 64, answers: 95, overloads: 5 });
    expect(nextLimit(at(64), ailing).limit).toBeGreaterThanOrEqual(64);
    const overloaded = seen({ inFlight: 64, answers: 80, overloads: 20 });
    expect(nextLimit(at(64), overloaded).limit).toBeLessThanOrEqual(32);
  });

  it('keeps what it has while no endpoint is usable', () => {
    const paused = seen({ endpoints: 0, overloads: 9, inFlight: 0 });
    expect(nextLimit(at(128), paused).limit).toBe(128);
  });
});
