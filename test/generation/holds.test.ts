import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/generation/clock.ts';
import { createEndpoint, type Endpoint } from '../../src/generation/endpoint.ts';
import { parseEndpointUrl } from '../../src/generation/endpoint-url.ts';
import { createHolds } from '../../src/generation/holds.ts';

describe('holding an endpoint back', () => {
  let now: number;
  let sleepers: { readonly at: number; readonly wake: () => void }[];
  let endpoint: Endpoint;
  let opened: number[];
  const clock: Clock = {
    now: () => now,
    wall: () => 0,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
  };

  /** Lets time pass, moment by moment at which somebody wakes. */
  async function pass(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = sleepers.toSorted((left, right) => left.at - right.at)[0];
      if (next === undefined || next.at > end) break;
      sleepers = sleepers.filter((sleeper) => sleeper !== next);
      now = next.at;
      next.wake();
    }
    now = end;
  }

  beforeEach(() => {
    now = 0;
    sleepers = [];
    opened = [];
    endpoint = createEndpoint(parseEndpointUrl('http://127.0.0.1:1/v1'), 'tiny', { kind: 'absent', detail: '' }, 0);
    endpoint.breaker = { kind: 'closed', failures: 0 };
    endpoint.admits = true;
  });
  afterEach(() => endpoint.transport.close());

  const holds = (latencyMs: number | undefined) =>
    createHolds({
      clock,
      signal: new AbortController().signal,
      latencyMs: () => latencyMs,
      onOpened: () => opened.push(endpoint.allowance),
    });

  it('lets nothing through until the longest wish is over', async () => {
    const held = holds(undefined);
    held.hold(endpoint, 1_000);
    await pass(500);
    held.hold(endpoint, 3_000);
    held.hold(endpoint, 100);
    await pass(2_999);
    expect(endpoint).toMatchObject({ admits: false, heldUntil: 3_500 });
    await pass(1);
    expect(endpoint).toMatchObject({ admits: true, heldUntil: undefined, allowance: Number.POSITIVE_INFINITY });
  });

  it('then lets through what it had, spread over the time of an answer', async () => {
    endpoint.inFlight = 39;
    holds(1_000).hold(endpoint, 2_000);
    endpoint.inFlight = 0;
    await pass(2_000);
    expect(opened).toEqual([4]);
    await pass(900);
    expect(opened).toEqual(Array(10).fill(4));
    await pass(100);
    expect(opened.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets no more through for an endpoint that refuses and names no time', async () => {
    const held = holds(1_000);
    endpoint.inFlight = 39;
    held.hold(endpoint, 0);
    for (let refusals = 0; refusals < 100; refusals++) {
      await pass(10);
      held.hold(endpoint, refusals % 2 === 0 ? 0 : -5_000);
    }
    // One each tenth of a second, from the first to the end of the last.
    expect(opened).toHaveLength(11);
    await pass(1_000);
    expect(opened).not.toContain(Number.POSITIVE_INFINITY);
    await pass(200);
    expect(opened.at(-1)).toBe(Number.POSITIVE_INFINITY);
    expect(opened.filter((allowance) => allowance === Number.POSITIVE_INFINITY)).toHaveLength(1);
  });

  it('begins again when it is refused while it comes back', async () => {
    const held = holds(1_000);
    held.hold(endpoint, 1_000);
    await pass(1_300);
    held.hold(endpoint, 5_000);
    await pass(4_999);
    expect(endpoint.admits).toBe(false);
    await pass(2_000);
    expect(endpoint).toMatchObject({ admits: true, allowance: Number.POSITIVE_INFINITY });
  });
});
