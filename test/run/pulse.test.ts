import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pulse } from '../../src/run/pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a pulse', () => {
  it('accounts for all the time that passes, once, and tells how late it comes', () => {
    let now = 1_000;
    const beats: [number, number][] = [];
    const pulse = new Pulse(
      () => now,
      400,
      (passed, late) => beats.push([passed, late]),
    );
    now += 50;
    vi.advanceTimersByTime(50);
    now += 1_050;
    vi.advanceTimersByTime(50);
    now += 20;
    pulse.stop();
    now += 500;
    pulse.stop();
    vi.advanceTimersByTime(1_000);
    expect(beats).toEqual([
      [650, 0],
      [1_050, 1_000],
      [20, 0],
    ]);
  });
});
