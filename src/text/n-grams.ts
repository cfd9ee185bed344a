import type { HashedItems } from './hashed-items.ts';
import { mixed } from './shingles.ts';

const HIGH_FACTOR = 0x9e3779b1 | 0;
const LOW_FACTOR = 0x85ebca6b | 0;

/**
 * Calls back with a 64-bit hash of each run of `size` words, in order, two unsigned 32-bit words each, and the place of
 * its first word. Linear whatever the size: a hash follows from the one before.
 */
export function eachNgram(
  { firsts, seconds, count }: HashedItems,
  size: number,
  visit: (high: number, low: number, place: number) => void,
): void {
  let highGone = 1;
  let lowGone = 1;
  for (let at = 0; at < size; at++) {
    highGone = Math.imul(highGone, HIGH_FACTOR);
    lowGone = Math.imul(lowGone, LOW_FACTOR);
  }
  let high = 0;
  let low = 0;
  for (let at = 0; at < count; at++) {
    const added = mixed(firsts[at] ?? 0);
    high = (Math.imul(high, HIGH_FACTOR) + added) | 0;
    low = (Math.imul(low, LOW_FACTOR) + (added ^ (seconds[at] ?? 0))) | 0;
    const place = at - size;
    if (place >= 0) {
      const removed = mixed(firsts[place] ?? 0);
      high = (high - Math.imul(removed, highGone)) | 0;
      low = (low - Math.imul(removed ^ (seconds[place] ?? 0), lowGone)) | 0;
    }
    if (place >= -1) visit(mixed(high) >>> 0, mixed(low ^ high) >>> 0, place + 1);
  }
}
