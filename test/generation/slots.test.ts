import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/generation/slots.ts';

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('gives out as many as there are, then in order of asking', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const ask = async (name: number): Promise<void> => {
      await slots.acquire(never);
      order.push(name);
    };
    void ask(1);
    void ask(2);
    void ask(3);
    void ask(4);
    await turn();
    expect(order).toEqual([1, 2]);
    expect([slots.inUse, slots.available, slots.waiting]).toEqual([2, 0, 2]);
    slots.release();
    await turn();
    expect(order).toEqual([1, 2, 3]);
    slots.release();
    await turn();
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('takes nothing back when the limit falls, and gives nothing out until enough were released', async () => {
    const slots = new Slots(3);
    await Promise.all([slots.acquire(never), slots.acquire(never), slots.acquire(never)]);
    slots.setLimit(1);
    let got = false;
    void slots.acquire(never).then(() => (got = true));
    slots.release();
    slots.release();
    await turn();
    expect([got, slots.inUse, slots.available]).toEqual([false, 1, 0]);
    slots.release();
    await turn();
    expect([got, slots.inUse]).toEqual([true, 1]);
  });

  it('serves those who wait when the limit rises', async () => {
    const slots = new Slots(1);
    await slots.acquire(never);
    const second = slots.acquire(never);
    const third = slots.acquire(never);
    slots.setLimit(3);
    await Promise.all([second, third]);
    expect(slots.inUse).toBe(3);
  });

  it('lets go of whoever aborts, without losing a slot', async () => {
    const slots = new Slots(1);
    await slots.acquire(never);
    const controller = new AbortController();
    const aborted = slots.acquire(controller.signal);
    const next = slots.acquire(never);
    controller.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    expect(slots.waiting).toBe(1);
    slots.release();
    await next;
    expect([slots.inUse, slots.waiting]).toEqual([1, 0]);
    await expect(slots.acquire(controller.signal)).rejects.toThrow('stop');
    await expect(slots.room(controller.signal)).rejects.toThrow('stop');
  });

  it('shows room without taking it, and none while others are in line', async () => {
    const slots = new Slots(1);
    await slots.room(never);
    expect(slots.inUse).toBe(0);
    await slots.acquire(never);
    const line = slots.acquire(never);
    let room = false;
    const looking = slots.room(never).then(() => (room = true));
    slots.release();
    await line;
    await turn();
    expect(room).toBe(false);
    slots.release();
    await looking;
    expect(slots.available).toBe(1);
  });

  it('refuses limits that are none, and releases of what nobody has', () => {
    expect(() => new Slots(0)).toThrow('positive integer');
    expect(() => new Slots(1).setLimit(1.5)).toThrow('1.5');
    expect(() => new Slots(1).release()).toThrow('nobody');
  });

  it('never holds more than its limit, whatever happens', async () => {
    const steps = fc.array(
      fc.oneof(fc.constant('acquire'), fc.constant('release'), fc.constant('abort'), fc.integer({ min: 1, max: 5 })),
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const slots = new Slots(2);
        const waiting: AbortController[] = [];
        let held = 0;
        for (const step of all) {
          const before = held;
          if (typeof step === 'number') slots.setLimit(step);
          else if (step === 'abort') waiting.pop()?.abort();
          else if (step === 'acquire') {
            const controller = new AbortController();
            waiting.push(controller);
            slots.acquire(controller.signal).then(
              () => (held += 1),
              () => undefined,
            );
          } else if (held > 0) {
            held -= 1;
            slots.release();
          }
          await turn();
          expect(held).toBe(slots.inUse);
          expect(held).toBeLessThanOrEqual(Math.max(before, slots.limit));
          if (slots.waiting > 0) expect(slots.available).toBe(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});
