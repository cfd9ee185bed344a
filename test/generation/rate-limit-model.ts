import { concurrencyBounds, nextLimit, startConcurrency } from '../../src/generation/concurrency.ts';
import { unitInterval } from '../../src/text/hash.ts';

/** What a hosted API allows: a token bucket of one second's requests. Seconds. */
export interface Allowance {
  readonly perSecond: number;
  readonly latency: number;
  /** Sent with each 429; everybody then leaves the API alone for so long, and comes back little by little. */
  readonly retryAfter: number | undefined;
}

interface Slot {
  state: 'wants' | 'sent';
  at: number;
  tries: number;
  sentAt: number;
}

const STEPS = 20;

/** The controller against an API that refuses what is too much with 429. Time is the model's own. */
export function simulateAllowance(allowance: Allowance, seconds: number): { limit: number; answers: number }[] {
  const { perSecond, latency, retryAfter } = allowance;
  let draws = 0;
  const random = (): number => unitInterval(0, 'rate-limit', draws++);
  const bounds = concurrencyBounds(1);
  let state = startConcurrency(1, bounds);
  let bucket = perSecond;
  let heldUntil = 0;
  let release = { until: 0, perStep: 1 };
  let slots: Slot[] = [];
  let latencies: number[] = [];
  const trace: { limit: number; answers: number }[] = [];
  for (let second = 1; second <= seconds; second++) {
    let answers = 0;
    let overloads = 0;
    for (let step = 0; step < STEPS; step++) {
      const now = second + step / STEPS;
      bucket = Math.min(perSecond, bucket + perSecond / STEPS);
      while (slots.length < state.limit) slots.push({ state: 'wants', at: now, tries: 0, sentAt: now });
      let allowed = now < heldUntil ? 0 : now < release.until ? release.perStep : Number.POSITIVE_INFINITY;
      const kept: Slot[] = [];
      for (const slot of slots) {
        if (slot.state === 'sent' && slot.at <= now) {
          answers += 1;
          latencies.push((slot.at - slot.sentAt) * 1_000);
          continue;
        }
        kept.push(slot);
        if (slot.state === 'sent' || slot.at > now || allowed <= 0) continue;
        allowed -= 1;
        if (bucket >= 1) {
          bucket -= 1;
          slot.state = 'sent';
          slot.sentAt = now;
          slot.at = now + latency * (0.7 + 0.6 * random());
          continue;
        }
        overloads += 1;
        slot.tries += 1;
        slot.at = now + (retryAfter ?? 0) + random() * Math.min(30, 0.5 * 2 ** (slot.tries - 1));
        if (retryAfter === undefined) continue;
        heldUntil = now + retryAfter;
        allowed = 0;
        const sent = slots.filter((other) => other.state === 'sent').length;
        release = { until: heldUntil + latency, perStep: Math.ceil((sent + 1) / (latency * STEPS)) };
      }
      slots = kept;
    }
    latencies = latencies.slice(-256);
    trace.push({ limit: state.limit, answers });
    const inFlight = slots.filter((slot) => slot.state === 'sent').length;
    const latencyMs = latencies.toSorted((left, right) => left - right)[Math.floor(latencies.length / 2)];
    const servers = [{ key: 'api', inFlight, load: undefined }];
    state = nextLimit(
      state,
      { at: second * 1_000, answers, tokens: answers * 100, overloads, latencyMs, servers },
      bounds,
    );
  }
  return trace;
}
