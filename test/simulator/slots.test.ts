import { describe, expect, it } from 'vitest';
import { createSlots } from '../../src/simulator/slots.ts';

const patient = (): AbortSignal => new AbortController().signal;

describe('createSlots', () => {
  it('serves in order of arrival, never more at once than there are slots', async () => {
    const slots = createSlots(3);
    const served: number[] = [];
    await Promise.all(
      Array.from({ length: 5000 }, async (_, index) => {
        expect(await slots.acquire(patient())).toBe(true);
        served.push(index);
        await new Promise(setImmediate);
        slots.release();
      }),
    );
    expect(served).toEqual(Array.from({ length: 5000 }, (_, index) => index));
    expect(slots).toMatchObject({ running: 0, waiting: 0, peak: 3 });
  });

  it('passes over those who left the line', async () => {
    const slots = createSlots(1);
    const clients = Array.from({ length: 4 }, () => new AbortController());
    await slots.acquire(patient());
    const acquired = clients.map(({ signal }) => slots.acquire(signal));
    expect(slots.waiting).toBe(4);
    clients[0]?.abort();
    clients[2]?.abort();
    expect(slots.waiting).toBe(2);
    slots.release();
    expect(await Promise.all(acquired.slice(0, 3))).toEqual([false, true, false]);
    expect(slots).toMatchObject({ running: 1, waiting: 1 });
    slots.release();
    expect(await acquired[3]).toBe(true);
    clients[3]?.abort();
    slots.release();
    expect(slots).toMatchObject({ running: 0, waiting: 0, peak: 1 });
  });

  it('gives no slot to one who left before asking', async () => {
    const slots = createSlots(Infinity);
    expect(await slots.acquire(AbortSignal.abort())).toBe(false);
    expect(slots.running).toBe(0);
  });
});
