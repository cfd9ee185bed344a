import { describe, expect, it } from 'vitest';
import { type Breaker, type BreakerEvent, CLOSED, nextBreaker } from '../../src/generation/breaker.ts';

const options = { threshold: 3, cooldownMs: 1_000, maxCooldownMs: 4_000 };
const success: BreakerEvent = { kind: 'success' };
const failure: BreakerEvent = { kind: 'failure', weight: 1 };
const answered: BreakerEvent = { kind: 'probe', answered: true };
const unanswered: BreakerEvent = { kind: 'probe', answered: false };

function after(events: readonly BreakerEvent[], now = 0): Breaker {
  return events.reduce<Breaker>((breaker, event) => nextBreaker(breaker, event, now, options), CLOSED);
}

describe('the breaker', () => {
  it('opens after failures in a row', () => {
    expect(after([failure, failure]).kind).toBe('closed');
    expect(after([failure, failure, failure], 5)).toEqual({ kind: 'open', openings: 1, retryAt: 1_005 });
  });

  it('forgets failures at a success', () => {
    expect(after([failure, failure, success, failure, failure]).kind).toBe('closed');
  });

  it('opens at once for a failure that says all', () => {
    expect(after([{ kind: 'failure', weight: Number.POSITIVE_INFINITY }]).kind).toBe('open');
  });

  it('ignores what comes in while it is open: it was sent before', () => {
    const open = after([failure, failure, failure]);
    expect(nextBreaker(open, success, 1, options)).toBe(open);
    expect(nextBreaker(open, failure, 1, options)).toBe(open);
  });

  it('is half-open after a probe was answered, and closes with a success', () => {
    const half = after([failure, failure, failure, answered]);
    expect(half.kind).toBe('half-open');
    expect(nextBreaker(half, success, 0, options)).toEqual(CLOSED);
  });

  it('stays open for twice as long each time, up to a bound', () => {
    const opened = [failure, failure, failure];
    const retryAt = (events: readonly BreakerEvent[]): unknown => (after(events) as { retryAt?: number }).retryAt;
    expect(retryAt(opened)).toBe(1_000);
    expect(retryAt([...opened, unanswered])).toBe(2_000);
    expect(retryAt([...opened, answered, failure])).toBe(2_000);
    expect(retryAt([...opened, answered, failure, unanswered, unanswered, unanswered])).toBe(4_000);
    expect(retryAt([...opened, answered, failure, answered, success, ...opened])).toBe(1_000);
  });
});
