import { describe, expect, it } from 'vitest';
import { emptyActivity, passTime } from '../../src/run/activity.ts';

const BUSY = { gpus: 8, paused: false, working: true, slots: 100, inFlight: 100 };

describe('the account of time', () => {
  it('charges GPUs for all of it, used or not', () => {
    const activity = emptyActivity();
    passTime(activity, 10, BUSY);
    passTime(activity, 5, { ...BUSY, paused: true, inFlight: 0 });
    passTime(activity, 1, { ...BUSY, working: false, inFlight: 3 });
    expect(activity).toMatchObject({ seconds: 16, gpuSeconds: 128, pausedSeconds: 5, workSeconds: 15 });
  });

  it('tells how full slots were while there was work, and the tail of a run is no fault of anyone', () => {
    const activity = emptyActivity();
    passTime(activity, 6, BUSY);
    passTime(activity, 2, { ...BUSY, inFlight: 96 });
    passTime(activity, 2, { ...BUSY, inFlight: 50 });
    passTime(activity, 100, { ...BUSY, working: false, inFlight: 1 });
    expect(activity.inFlightSeconds / activity.slotSeconds).toBeCloseTo((600 + 192 + 100) / 1_000);
    expect(activity.freeSeconds / activity.workSeconds).toBeCloseTo(0.2);
  });

  it('counts no more than full when the limit has just been lowered', () => {
    const activity = emptyActivity();
    passTime(activity, 1, { ...BUSY, inFlight: 400 });
    expect(activity.inFlightSeconds).toBe(activity.slotSeconds);
  });
});
