import { afterEach, describe, expect, it } from 'vitest';
import type { Connected } from '../../src/generation/client.ts';
import { type Controller, initialLimit, startController } from '../../src/generation/controller.ts';
import type { GenerationEvent } from '../../src/generation/events.ts';
import { Slots } from '../../src/generation/slots.ts';
import {
  chatCompletion,
  connectTo,
  fastClock,
  json,
  type LocalServer,
  localServer,
  never,
  prompt,
} from './local-server.ts';

let server: LocalServer;
let connected: Connected;
let controller: Controller;

describe('initialLimit', () => {
  it('is what is given, or 16 requests per endpoint', () => {
    expect(initialLimit(300, 4)).toBe(300);
    expect(initialLimit('auto', 4)).toBe(64);
  });
});

describe('startController', () => {
  afterEach(async () => {
    await controller.close();
    await controller.close();
    await connected.backend.close();
    await server.stop();
  });

  it('follows the metrics of a real server up and down', async () => {
    let batch = 40;
    let running = 0;
    let looks = 0;
    const queue: (() => void)[] = [];
    server = await localServer((_request, response) => {
      const begin = (): void => {
        running += 1;
        setTimeout(() => {
          running -= 1;
          json(response, 200, chatCompletion('Done.'));
          if (running < batch) queue.shift()?.();
        }, 20);
      };
      // As a scheduler does, it takes from the line whenever there is room.
      if (running < batch) begin();
      else queue.push(begin);
    });
    Object.defineProperty(server, 'metrics', {
      get: () =>
        `vllm:num_requests_running ${running}\nvllm:num_requests_waiting ${queue.length}\n` +
        `vllm:prefix_cache_queries_total ${(looks += 1) * 200}\nvllm:prefix_cache_hits_total ${looks * 50}\n`,
    });
    connected = await connectTo([server]);
    const slots = new Slots(initialLimit('auto', 1));
    const events: GenerationEvent[] = [];
    controller = startController({
      slots,
      concurrency: 'auto',
      source: connected,
      clock: fastClock(50),
      onEvent: (event) => events.push(event),
    });
    let asked = 0;
    const ask = async (): Promise<void> => {
      await slots.acquire(never);
      try {
        await connected.backend.generate(prompt({ affinity: `doc-${asked++}` }), never);
      } finally {
        slots.release();
      }
    };
    const limits = (): number[] => events.flatMap((event) => (event.kind === 'concurrency' ? [event.limit] : []));
    const rose = (): boolean => limits().some((limit) => limit > 40);
    const fell = (): boolean => limits().some((limit, index) => limit < (limits()[index - 1] ?? 0));
    await Promise.all(
      Array.from({ length: 200 }, async () => {
        while (!rose() || !fell()) {
          if (rose()) batch = 10;
          await ask();
        }
      }),
    );
    expect(Math.max(...limits())).toBeLessThanOrEqual(64);
    const { prefixQueries, prefixHits } = connected.snapshot()[0] ?? {};
    expect(prefixHits).toBeGreaterThan(0);
    expect(prefixHits).toBe((prefixQueries ?? 0) / 4);
  });

  it('leaves a fixed number alone', async () => {
    server = await localServer();
    connected = await connectTo([server]);
    const slots = new Slots(1);
    controller = startController({ slots, concurrency: 300, source: connected, clock: fastClock(1_000) });
    expect(slots.limit).toBe(300);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(slots.limit).toBe(300);
  });
});
