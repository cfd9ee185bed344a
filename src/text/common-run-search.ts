import type { HashedItems } from './hashed-items.ts';

/** Multipliers of two rolling hashes: runs are told apart by 64 bits. */
const FIRST_BASE = 0x01000193;
const SECOND_BASE = 0x2c1b3c6d;
/** The length that is tried first: most runs that two texts share by chance are shorter. */
const FIRST_LENGTH = 4;

/**
 * The length of the longest run of at most `most` items that both lists have, however often their items repeat:
 * O(n log n) on every input, and memory for the shorter list. A run of some length is looked for and, where found, followed to its end, until there is
 * none longer.
 */
export function longestRunBySearch(shorter: HashedItems, longer: HashedItems, most: number): number {
  const findRun = createSearch(shorter, longer);
  let shared = 0;
  let unshared = most + 1;
  let step = 1;
  let length = FIRST_LENGTH;
  while (shared + 1 < unshared) {
    length = Math.min(length, unshared - 1);
    const found = findRun(length);
    if (found === 0) {
      unshared = length;
      length = Math.floor((shared + unshared) / 2);
    } else {
      shared = found;
      length = shared + step;
      step *= 2;
    }
  }
  return shared;
}

/** Looks for runs of `length` items that both lists have; returns the longest they extend to, 0 where there is none. */
function createSearch(shorter: HashedItems, longer: HashedItems): (length: number) => number {
  const firsts = new Int32Array(shorter.count);
  const seconds = new Int32Array(shorter.count);
  // Open addressing: where in the shorter list a run begins plus 1, or 0.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * shorter.count + 2)));
  const mask = table.length - 1;

  return (length) => {
    table.fill(0);
    rollHashes(shorter, length, (start, first, second) => {
      firsts[start] = first;
      seconds[start] = second;
      const slot = slotOf(first, second);
      if (table[slot] === 0) table[slot] = start + 1;
    });
    let longest = 0;
    let next = 0;
    rollHashes(longer, length, (start, first, second) => {
      if (start < next) return;
      const at = (table[slotOf(first, second)] ?? 0) - 1;
      if (at === -1) return;
      let run = length;
      while (isSame(at + run, start + run)) run += 1;
      if (run > longest) longest = run;
      // Any longer run that begins inside this one reaches beyond its end.
      next = start + run - length + 1;
    });
    return longest;
  };

  function isSame(at: number, other: number): boolean {
    if (at >= shorter.count || other >= longer.count) return false;
    return shorter.firsts[at] === longer.firsts[other] && shorter.seconds[at] === longer.seconds[other];
  }

  function slotOf(first: number, second: number): number {
    let slot = (first ^ (first >>> 15)) & mask;
    for (;;) {
      const at = (table[slot] ?? 0) - 1;
      if (at === -1 || (firsts[at] === first && seconds[at] === second)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

/** Gives the place of every run of `length` items, in order, with two hashes of it. */
function rollHashes(
  { firsts, seconds, count }: HashedItems,
  length: number,
  take: (start: number, first: number, second: number) => void,
): void {
  const firstGone = power(FIRST_BASE, length);
  const secondGone = power(SECOND_BASE, length);
  let first = 0;
  let second = 0;
  for (let end = 0; end < count; end++) {
    first = (Math.imul(first, FIRST_BASE) + (firsts[end] ?? 0)) | 0;
    second = (Math.imul(second, SECOND_BASE) + (seconds[end] ?? 0)) | 0;
    const start = end + 1 - length;
    if (start > 0) {
      first = (first - Math.imul(firsts[start - 1] ?? 0, firstGone)) | 0;
      second = (second - Math.imul(seconds[start - 1] ?? 0, secondGone)) | 0;
    }
    if (start >= 0) take(start, first, second);
  }
}

function power(base: number, exponent: number): number {
  let value = 1;
  for (let factor = 0; factor < exponent; factor++) value = Math.imul(value, base);
  return value;
}
