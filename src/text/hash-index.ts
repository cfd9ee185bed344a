import { hashedItems } from './hashed-items.ts';

/** A fixed list of strings, fewer than 65,535, to look hashed items up in. */
export interface HashIndex {
  /** The place in the list of the string with these hashes (of `hashedItems`), or -1. */
  find(first: number, second: number): number;
}

/** An index of different strings; of equal ones the first counts. */
export function createHashIndex(list: readonly string[]): HashIndex {
  const { count, firsts, seconds } = hashedItems(list);
  // Open addressing, at most an eighth full: a place plus 1, or 0.
  const table = new Uint16Array(2 ** (32 - Math.clz32(8 * count)));
  const mask = table.length - 1;
  // A bit for each slot that is taken: most of what is looked up is not there, and this much stays in the cache.
  const taken = new Int32Array((table.length >> 5) + 1);
  const find = (first: number, second: number): number => {
    let slot = (first ^ (first >>> 15)) & mask;
    if (((taken[slot >> 5] ?? 0) & (1 << slot)) === 0) return -1;
    for (;;) {
      const place = (table[slot] ?? 0) - 1;
      if (place === -1 || (firsts[place] === first && seconds[place] === second)) return place;
      slot = (slot + 1) & mask;
    }
  };
  for (let place = 0; place < count; place++) {
    const first = firsts[place] ?? 0;
    if (find(first, seconds[place] ?? 0) !== -1) continue;
    let slot = (first ^ (first >>> 15)) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = place + 1;
    taken[slot >> 5] = (taken[slot >> 5] ?? 0) | (1 << slot);
  }
  return { find };
}
