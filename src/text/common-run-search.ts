import type { HashedItems } from './hashed-items.ts';

/** Multipliers of two rolling hashes: runs are told apart by 64 bits. */
const FIRST_BASE = 0x01000193;
const SECOND_BASE = 0x2c1b3c6d;
/** The length that is tried first: most runs that two texts share by chance are shorter. */
const FIRST_LENGTH = 4;

/**
 * The length of the longest run of at most `most` items that both lists have, however often their items repeat:
 * O(n log n) on every input. A run of some length is looked for and, where found, followed to its end, until there is
 * none longer.
 */
export function longestRunBySearch(left: HashedItems, right: HashedItems, most: number): number {
  const findRun = createSearch(left, right);
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
function createSearch(left: HashedItems, right: HashedItems): (length: number) => number {
  const firsts = new Int32Array(right.count);
  const seconds = new Int32Array(right.count);
  // Open addressing: where on the right a run begins plus 1, or 0.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * right.count + 2)));
  const mask = table.length - 1;
  const wantedFirsts = new Int32Array(left.count);
  const wantedSeconds = new Int32Array(left.count);

  return (length) => {
    table.fill(0);
    rollHashes(right.firsts, right.count, length, FIRST_BASE, firsts);
    rollHashes(right.seconds, right.count, length, SECOND_BASE, seconds);
    for (let start = 0; start + length <= right.count; start++) {
      const slot = slotOf(firsts[start] ?? 0, seconds[start] ?? 0);
      if (table[slot] === 0) table[slot] = start + 1;
    }
    rollHashes(left.firsts, left.count, length, FIRST_BASE, wantedFirsts);
    rollHashes(left.seconds, left.count, length, SECOND_BASE, wantedSeconds);
    let longest = 0;
    for (let start = 0; start + length <= left.count; ) {
      const at = (table[slotOf(wantedFirsts[start] ?? 0, wantedSeconds[start] ?? 0)] ?? 0) - 1;
      let run = at === -1 ? 0 : length;
      if (at !== -1) while (isSame(start + run, at + run)) run += 1;
      if (run > longest) longest = run;
      // Any longer run that begins inside this one reaches beyond its end.
      start += run === 0 ? 1 : run - length + 1;
    }
    return longest;
  };

  function isSame(at: number, other: number): boolean {
    if (at >= left.count || other >= right.count) return false;
    return left.firsts[at] === right.firsts[other] && left.seconds[at] === right.seconds[other];
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

/** Fills `hashes` with the hash of the run of `length` items that begins at each place. */
function rollHashes(items: Int32Array, count: number, length: number, base: number, hashes: Int32Array): void {
  let gone = 1;
  for (let item = 0; item < length; item++) gone = Math.imul(gone, base);
  let hash = 0;
  for (let end = 0; end < count; end++) {
    hash = (Math.imul(hash, base) + (items[end] ?? 0)) | 0;
    const start = end + 1 - length;
    if (start > 0) hash = (hash - Math.imul(items[start - 1] ?? 0, gone)) | 0;
    if (start >= 0) hashes[start] = hash;
  }
}
