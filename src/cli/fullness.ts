import type { RunSnapshot } from '../run/snapshot.ts';
import { count, percent, seconds, short } from '../text/figures.ts';

/** What a run did a second over all its processes, and how long that was. */
export function speed({ time, tasks, completion_tokens: tokens }: RunSnapshot): string {
  const each = (amount: number) => (time.seconds === 0 ? 0 : amount / time.seconds);
  const rates = [`${short(each(tokens))} tokens/s`, `${rate(each(tasks.planned))} rewrites/s`];
  if (time.requests > 0) rates.push(`${rate(each(time.requests))} requests/s`);
  const paused = time.paused_seconds < 1 ? '' : `, ${seconds(time.paused_seconds)} of them without a usable endpoint`;
  return `${rates.join(', ')} over ${seconds(time.seconds)}${paused}`;
}

/** How full the servers were kept, in parts of a sentence: what answers "are my GPUs busy". */
export function fullness({ time, prefix_hit_rate: hits, endpoints }: RunSnapshot): string[] {
  const parts: string[] = [];
  if (time.slot_seconds > 0) {
    parts.push(`${percent(time.in_flight_seconds / time.slot_seconds)} of the slots filled`);
    parts.push(`slots free ${percent(time.free_seconds / time.work_seconds)} of the time there was work`);
  } else parts.push('no time with work to give out');
  if (hits !== null) parts.push(`prefix cache: ${percent(hits)} of prompt tokens found`);
  const preemptions = endpoints.reduce((sum, endpoint) => sum + (endpoint.preemptions ?? 0), 0);
  if (preemptions > 0) parts.push(`${count(preemptions)} preemptions`);
  return parts;
}

function rate(perSecond: number): string {
  return perSecond < 100 ? perSecond.toFixed(1) : short(perSecond);
}
