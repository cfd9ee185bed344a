import type { HashedItems } from './hashed-items.ts';

/** The runs of so many items of a list, to look up. */
export interface RunIndex {
  /** Whether the run that begins at this place of another list, and is as long, is one of them. */
  has(items: HashedItems, at: number): boolean;
}

/** An index of every run of `size` items of a list, told apart by their items' 64-bit hashes. */
export function createRunIndex(list: HashedItems, size: number): RunIndex {
  const runs = Math.max(0, list.count - size + 1);
  // Open addressing, at most half full: the first place of a run plus 1, or 0.
  const table = new Int32Array(2 ** (32 - Math.clz32(2 * runs)));
  const mask = table.length - 1;
  const isAt = (place: number, items: HashedItems, at: number): boolean => {
    for (let item = 0; item < size; item++) {
      if (list.firsts[place + item] !== items.firsts[at + item]) return false;
      if (list.seconds[place + item] !== items.seconds[at + item]) return false;
    }
    return true;
  };
  const slotOf = (items: HashedItems, at: number): number => {
    let slot = runHash(items.firsts, at, size) & mask;
    while (table[slot] !== 0 && !isAt((table[slot] ?? 0) - 1, items, at)) slot = (slot + 1) & mask;
    return slot;
  };
  for (let place = 0; place < runs; place++) {
    const slot = slotOf(list, place);
    if (table[slot] === 0) table[slot] = place + 1;
  }
  return { has: (items, at) => table[slotOf(items, at)] !== 0 };
}

function runHash(hashes: Int32Array, at: number, size: number): number {
  let hash = 0;
  for (let item = 0; item < size; item++) hash = (Math.imul(hash, 0x01000193) + (hashes[at + item] ?? 0)) | 0;
  return hash ^ (hash >>> 15);
}
