import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ServerLoad } from '../../src/generation/capacity.ts';
import {
  type Concurrency,
  concurrencyBounds,
  nextLimit,
  type Observation,
  type ServerObservation,
  startConcurrency,
} from '../../src/generation/concurrency.ts';
import { parseServerMetrics } from '../../src/generation/server-metrics.ts';
import { type ModelLook, type Scenario, simulateFleet } from './queueing-model.ts';
import { type Allowance, simulateAllowance } from './rate-limit-model.ts';

const BOUNDS = concurrencyBounds(1);

const seen = (more: Partial<Observation>): Observation => ({
  at: 0,
  answers: 0,
  tokens: 0,
  overloads: 0,
  latencyMs: 1_000,
  servers: [server(0)],
  ...more,
});

function server(inFlight: number, load?: Partial<ServerLoad>, key = 'a'): ServerObservation {
  const none = { running: 0, waiting: 0, kvCacheUse: undefined, preempted: 0 };
  return { key, inFlight, load: load === undefined ? undefined : { ...none, ...load } };
}

const at = (limit: number, more: Partial<Concurrency> = {}): Concurrency => ({
  ...startConcurrency(1),
  limit,
  ...more,
});

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What a part of a simulated run came to. */
function summary(looks: readonly ModelLook[]) {
  const limits = looks.map((look) => look.limit);
  return {
    running: total(looks.map((look) => total(look.running))) / looks.length,
    line: Math.max(...looks.map((look) => total(look.waiting) / total(look.running))),
    /** Requests beyond a tenth of what runs, at the worst server. */
    excess: Math.max(...looks.flatMap((look) => look.running.map((runs, at) => (look.waiting[at] ?? 0) - 0.1 * runs))),
    swing: Math.max(...limits) / Math.min(...limits),
    limit: limits.at(-1) ?? 0,
  };
}

const between = (looks: readonly ModelLook[], from: number, to = Number.POSITIVE_INFINITY): ModelLook[] =>
  looks.filter(({ second }) => second > from && second <= to);

describe('concurrency from metrics', () => {
  const many = (count: number, more: Scenario['servers'][number]): Scenario['servers'] =>
    Array.from({ length: count }, () => more);

  it.each([
    ['one server', [{}], 128],
    ['a small one', [{ batch: 32 }], 32],
    ['a large one', [{ batch: 1_024, slowdown: 0.001, prefillPerSecond: 100_000 }], 1_024],
    ['sixteen', many(16, {}), 2_048],
    ['servers of several sizes', [{ batch: 64 }, { batch: 64 }, { batch: 128 }, { batch: 256 }, { batch: 256 }], 768],
    ['servers of which two are slow by five', [...many(2, { tokensPerSecond: 20 }), ...many(14, {})], 2_048],
    ['servers of which one has no metrics', [{ metrics: false }, ...many(3, {})], 512],
  ])('keeps %s busy, with a short line and without swinging', (_what, servers, capacity) => {
    for (const seed of [1, 2, 3]) {
      const looks = simulateFleet({ seconds: 150, seed, servers });
      const steady = summary(between(looks, 60));
      expect(steady.running).toBeGreaterThan(0.95 * capacity);
      expect(steady.line).toBeLessThanOrEqual(0.1);
      expect(steady.excess).toBeLessThanOrEqual(2);
      expect(steady.swing).toBeLessThan(1.1);
      const ready = looks.find((look) => total(look.running) >= 0.95 * capacity);
      expect(ready?.second).toBeLessThanOrEqual(45);
    }
  });

  it('makes no line above a tenth while it finds out, from 32 requests on', () => {
    for (const batch of [32, 100, 256]) {
      const looks = simulateFleet({ seconds: 60, seed: 1, servers: [{ batch }] });
      expect(summary(looks).line).toBeLessThanOrEqual(0.1);
    }
  });

  it('keeps the KV cache from overflowing again and again', () => {
    const looks = simulateFleet({ seconds: 180, seed: 1, servers: many(4, { batch: 256, kvTokens: 80_000 }) });
    const steady = summary(between(looks, 60));
    // 80,000 tokens hold about 110 requests of 500 tokens and 150 to 450 more; what is kept free is for their growth.
    expect(steady.running).toBeGreaterThan(0.95 * 430);
    expect(steady.line).toBeLessThanOrEqual(0.1);
    expect(steady.swing).toBeLessThan(1.15);
  });

  it('fills a KV cache that requests go on filling while they are answered', () => {
    // Answers take 20 s; a batch that grows by a tenth a second is young, and shows little of what it will need.
    const server = { batch: 1_024, kvTokens: 200_000, tokensPerSecond: 40, slowdown: 0.001 };
    const sizes = { answerTokens: 600, promptTokens: 300 };
    const looks = simulateFleet({ seconds: 180, seed: 1, servers: many(4, server), ...sizes });
    const answers = total(looks.map(({ tokens }) => tokens)) / sizes.answerTokens;
    expect(total(looks.map(({ preempted }) => preempted))).toBeLessThan(0.03 * answers);
    expect(summary(looks).line).toBeLessThanOrEqual(0.1);
    // A request takes 600 tokens on average.
    expect(summary(between(looks, 60)).running).toBeGreaterThan(0.85 * ((4 * 200_000) / 600));
  });

  it('follows a loss of capacity and its return', () => {
    const change: Scenario['change'] = (servers, second) => {
      for (const each of servers) each.batch = second > 90 && second <= 150 ? 64 : 128;
    };
    const looks = simulateFleet({ seconds: 240, seed: 1, servers: many(4, {}), change });
    // What was sent before the loss has to be answered first.
    const less = summary(between(looks, 105, 150));
    expect(less.running).toBeGreaterThan(0.95 * 256);
    expect(less.line).toBeLessThanOrEqual(0.1);
    const again = summary(between(looks, 200));
    expect(again.running).toBeGreaterThan(0.95 * 512);
    expect(again.line).toBeLessThanOrEqual(0.1);
  });

  it('takes in an endpoint that is added, and lets go of one that dies', () => {
    const change: Scenario['change'] = (servers, second) => {
      const [first, , third] = servers;
      if (first !== undefined) first.up = second <= 150;
      if (third !== undefined) third.up = second > 60;
    };
    const looks = simulateFleet({ seconds: 180, seed: 1, servers: many(3, {}), change });
    for (const [from, to, capacity] of [
      [30, 60, 256],
      [100, 150, 384],
      [155, 180, 256],
    ] as const) {
      const part = summary(between(looks, from, to));
      expect(part.running).toBeGreaterThan(0.95 * capacity);
      expect(part.line).toBeLessThanOrEqual(0.1);
    }
  });

  it('takes off the excess of the waiting line at once', () => {
    const long = seen({ servers: [server(512, { running: 256, waiting: 256 })] });
    const first = nextLimit(at(512), long, BOUNDS);
    const steady = new Map([['a', { ...first.capacities.get('a')!, requests: 512, phase: 'steady' as const }]]);
    expect(nextLimit(at(512, { capacities: steady }), long, BOUNDS).limit).toBe(268);
  });

  it('asks twice before it believes that a server which just got more is full', () => {
    const entering = seen({ servers: [server(32, { running: 16, waiting: 16 })] });
    const first = nextLimit(at(16), entering, BOUNDS);
    expect(first.limit).toBe(16);
    expect(nextLimit(first, { ...entering, servers: [server(16, { running: 16 })] }, BOUNDS).limit).toBe(32);
  });

  it.each([
    ['is not used', 8, 8],
    ['does not show in the metrics yet', 16, 8],
  ])('does not grow what %s', (_what, inFlight, running) => {
    expect(nextLimit(at(16), seen({ servers: [server(inFlight, { running })] }), BOUNDS).limit).toBe(16);
  });

  it('backs off when servers preempt, once, and holds', () => {
    const busy = (second: number, preempted: number, state: Concurrency): Concurrency => {
      const load = { running: state.limit, preempted };
      return nextLimit(state, seen({ at: second * 1_000, servers: [server(state.limit, load)] }), BOUNDS);
    };
    const once = busy(1, 3, at(16));
    expect(once.limit).toBe(15);
    expect(busy(2, 3, once).limit).toBe(15);
    expect(busy(5, 0, once).limit).toBe(15);
    expect(busy(12, 0, once).limit).toBeGreaterThan(15);
  });

  it('lets an endpoint that comes back begin small', () => {
    const full = server(256, { running: 256 });
    const capacities = nextLimit(at(16), seen({ servers: [full] }), BOUNDS).capacities;
    const grown = new Map([...capacities].map(([key, value]) => [key, { ...value, requests: 256 }]));
    const away = nextLimit(
      at(256, { capacities: grown }),
      seen({ servers: [server(16, { running: 16 }, 'b')] }),
      BOUNDS,
    );
    expect(away.capacities.get('a')?.requests).toBe(128);
    const still = nextLimit(away, seen({ servers: [server(16, { running: 16 }, 'b')] }), BOUNDS);
    expect(still.capacities.get('a')?.requests).toBe(128);
  });

  it('stays where it is while no endpoint is usable', () => {
    expect(nextLimit(at(100), seen({ servers: [] }), BOUNDS).limit).toBe(100);
  });
});

describe('concurrency when metrics vanish', () => {
  it('goes on by throughput, and by metrics when they are back', () => {
    const change: Scenario['change'] = (servers, second) => {
      for (const each of servers) each.metrics = second <= 2 || second > 400;
    };
    const looks = simulateFleet({ seconds: 460, seed: 1, servers: [{}, {}], change });
    expect(summary(between(looks, 300, 400)).running).toBeGreaterThan(0.93 * 256);
    const again = summary(between(looks, 405));
    expect(again.running).toBeGreaterThan(0.95 * 256);
    expect(again.line).toBeLessThanOrEqual(0.1);
  });

  it('recovers from refusals', () => {
    let state = nextLimit(at(16), seen({ servers: [server(16, { running: 16 })] }), BOUNDS);
    let second = 10;
    const look = (overloads: number): void => {
      const servers = [server(state.limit)];
      state = nextLimit(state, seen({ at: (second += 10) * 1_000, answers: 10, overloads, servers }), BOUNDS);
    };
    for (let burst = 0; burst < 6; burst++) look(100);
    const least = state.limit;
    expect(least).toBeLessThan(32);
    for (let quiet = 0; quiet < 20; quiet++) look(0);
    expect(state.limit).toBeGreaterThan(32);
  });

  it('waits for a few looks, and then names no capacities any more', () => {
    let state = nextLimit(at(16), seen({ servers: [server(16, { running: 16 })] }), BOUNDS);
    const sizes = Array.from({ length: 6 }, (_, second) => {
      state = nextLimit(state, seen({ at: second * 1_000, servers: [server(32)] }), BOUNDS);
      return state.capacities.size;
    });
    expect(sizes).toEqual([1, 1, 1, 1, 0, 0]);
  });
});

describe('concurrency from throughput', () => {
  it('climbs to where more brings nothing, and stays', () => {
    const servers = [{ metrics: false }, { metrics: false }];
    const looks = simulateFleet({ seconds: 600, seed: 1, servers });
    const steady = summary(between(looks, 200));
    expect(steady.running).toBeGreaterThan(0.93 * 256);
    expect(steady.swing).toBeLessThan(1.25);
    expect(steady.limit).toBeLessThan(1.3 * 256);
  });

  it('learns nothing before the first answer', () => {
    const state = startConcurrency(1);
    expect(nextLimit(state, seen({ at: 60_000, latencyMs: undefined, servers: [server(16)] }), BOUNDS).limit).toBe(16);
  });

  it('does not grow where tasks, not slots, are short', () => {
    let state = startConcurrency(1);
    for (let second = 1; second < 100; second++) {
      state = nextLimit(state, seen({ at: second * 1_000, answers: 4, tokens: 400, servers: [server(4)] }), BOUNDS);
    }
    expect(state.limit).toBe(16);
  });

  it('halves when latency doubles without more tokens', () => {
    const mark = { limit: 200, tokensPerMs: 2, latencyMs: 1_000 };
    let state = at(200, { phase: 'steady', mark });
    for (let second = 1; state.limit === 200 && second < 20; second++) {
      const look = { at: second * 1_000, answers: 10, tokens: 1_000, latencyMs: 2_500, servers: [server(200)] };
      state = nextLimit(state, seen(look), BOUNDS);
    }
    expect(state.limit).toBe(100);
  });
});

describe('concurrency under overload', () => {
  it.each<[string, Allowance]>([
    ['no Retry-After', { perSecond: 20, latency: 5, retryAfter: undefined }],
    ['Retry-After of a second', { perSecond: 20, latency: 5, retryAfter: 1 }],
    ['many requests a second', { perSecond: 100, latency: 3, retryAfter: undefined }],
  ])('settles near what a rate limit allows: %s', (_what, allowance) => {
    const steady = simulateAllowance(allowance, 400).slice(150);
    const allowed = allowance.perSecond * allowance.latency;
    const limits = steady.map(({ limit }) => limit);
    expect(total(steady.map(({ answers }) => answers)) / steady.length).toBeGreaterThan(0.95 * allowance.perSecond);
    expect(Math.min(...limits)).toBeGreaterThan(0.75 * allowed);
    expect(Math.max(...limits)).toBeLessThan(1.4 * allowed);
  });

  it('falls to what was accepted, by half at most, once per latency', () => {
    const busy = seen({ at: 10_000, overloads: 50, latencyMs: 8_000, servers: [server(80)] });
    const once = nextLimit(at(100), busy, BOUNDS);
    expect(once).toMatchObject({ limit: 80, phase: 'steady' });
    expect(nextLimit(once, { ...busy, at: 15_000 }, BOUNDS).limit).toBe(80);
    expect(nextLimit(once, { ...busy, at: 18_000, servers: [server(10)] }, BOUNDS).limit).toBe(40);
  });

  it('takes a few 503s among many answers for an ailing server, not for overload', () => {
    const state = at(64, { inFlight: 64 });
    const ailing = seen({ answers: 95, overloads: 5, servers: [server(64)] });
    expect(nextLimit(state, ailing, BOUNDS).limit).toBe(64);
    const overloaded = seen({ answers: 80, overloads: 20, servers: [server(40)] });
    expect(nextLimit(state, overloaded, BOUNDS).limit).toBe(40);
  });

  it('lowers capacities with the limit', () => {
    const first = nextLimit(at(16), seen({ servers: [server(16, { running: 16 })] }), BOUNDS);
    const busy = seen({ at: 5_000, overloads: 50, servers: [server(8, { running: 8 })] });
    const after = nextLimit({ ...first, inFlight: 32 }, busy, BOUNDS);
    expect(after.limit).toBe(16);
    expect(after.capacities.get('a')?.requests).toBe(16);
  });
});

describe('concurrencyBounds', () => {
  it('grows with the fleet, within the files that may be opened', () => {
    expect(concurrencyBounds(1)).toEqual({ least: 1, most: 4_096 });
    expect(concurrencyBounds(64).most).toBeGreaterThan(64 * 1_024);
    expect(concurrencyBounds(64, 19_488).most).toBe(19_488);
    expect(startConcurrency(1_000, concurrencyBounds(1_000, 2_000)).limit).toBe(2_000);
    const state = at(4_090, { capacities: new Map() });
    const idle = seen({ servers: [server(4_090, { running: 4_090 })] });
    let next = state;
    for (let look = 0; look < 100; look++) next = nextLimit(next, { ...idle, at: look * 1_000 }, BOUNDS);
    expect(next.limit).toBeLessThanOrEqual(4_096);
  });
});

describe('a recorded series of /metrics', () => {
  const folder = new URL('traces/', import.meta.url);
  const traces = readdirSync(folder).filter((name) => name.endsWith('.json'));

  interface Trace {
    readonly capacity: number;
    readonly looks: readonly {
      readonly second: number;
      readonly inFlight: number;
      readonly answers: number;
      readonly metrics: string;
    }[];
  }

  it.each(traces)('%s: leads to what the server runs, and to less where requests wait', (name) => {
    const trace = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Trace;
    let state = startConcurrency(1, BOUNDS);
    let preemptions: number | undefined;
    for (const { second, inFlight, answers, metrics } of trace.looks) {
      const load = parseServerMetrics(metrics);
      if (load === undefined) throw new Error(`No load at second ${second} of ${name}`);
      const preempted = Math.max(0, load.preemptions - (preemptions ?? load.preemptions));
      preemptions = load.preemptions;
      const before = state;
      const look = {
        at: second * 1_000,
        answers,
        tokens: answers * 300,
        servers: [server(inFlight, { ...load, preempted })],
      };
      state = nextLimit(state, seen(look), BOUNDS);
      if (load.waiting > 0.1 * load.running) expect(state.limit).toBeLessThanOrEqual(before.limit);
    }
    expect(state.limit).toBeGreaterThan(0.95 * trace.capacity);
    expect(state.limit).toBeLessThan(1.12 * trace.capacity);
  });
});
