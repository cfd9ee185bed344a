import type { WordScan } from './word-scan.ts';

/** Characters in repeated n-grams of words, by n; index 0 is n = 2 for `top` and n = 5 for `duplicate`. */
export interface NgramCharacters {
  /** The commonest 2-, 3- and 4-gram, joined by spaces, times how often it stands in the text. */
  readonly top: readonly number[];
  /** The 5- to 10-grams that stood before, joined by nothing, going on behind each one found. */
  readonly duplicate: readonly number[];
}

export const SHORTEST_TOP = 2;
export const SHORTEST_DUPLICATE = 5;
const LONGEST_DUPLICATE = 10;

/**
 * Counts the n-grams of a text, n = 2 … 10. Two n-grams are told apart by two 32-bit hashes. One table serves every n:
 * a slot belongs to the n that stamped it last. Linear, and fast where little is repeated: an n-gram can only stand in
 * the text again where its beginning does, so the places of repeated 2-grams are all that 3-grams are looked for at,
 * and so on up to 4; longer ones are looked for at the places of repeated 4-grams.
 */
export function ngramCharacters(scan: WordScan): NgramCharacters {
  const top: number[] = [];
  const duplicate: number[] = [];
  const table = createCounter(scan.count);
  const keys = scan.hashes.slice(0, scan.count);
  const checks = scan.checks.slice(0, scan.count);
  const slots = new Int32Array(scan.count);
  let places = Int32Array.from({ length: scan.count }, (_, index) => index);
  for (let n = SHORTEST_TOP; n <= LONGEST_DUPLICATE; n++) {
    while (places.length > 0 && (places.at(-1) ?? 0) + n > scan.count) places = places.subarray(0, -1);
    for (const index of places) {
      const added = index + n - 1;
      keys[index] = mixed(Math.imul(keys[index] ?? 0, 0x9e3779b1) ^ (scan.hashes[added] ?? 0));
      checks[index] = (Math.imul(checks[index] ?? 0, 0x2c1b3c6d) + (scan.checks[added] ?? 0)) | 0;
    }
    if (n < SHORTEST_DUPLICATE) {
      top.push(topCharacters(n));
      places = places.filter((index) => table.count(slots[index] ?? 0) > 1);
    } else duplicate.push(duplicateCharacters(n));
  }
  return { top, duplicate };

  function topCharacters(n: number): number {
    if (scan.count < n) return 0;
    let most = 1;
    let at = 0;
    for (const index of places) {
      const slot = table.add(n, keys[index] ?? 0, checks[index] ?? 0);
      slots[index] = slot;
      const seen = table.count(slot);
      if (seen > most) {
        most = seen;
        at = index;
      }
    }
    return most * (charactersAt(at, n) + n - 1);
  }

  function duplicateCharacters(n: number): number {
    let characters = 0;
    let next = 0;
    for (const index of places) {
      if (index < next || table.count(table.add(n, keys[index] ?? 0, checks[index] ?? 0)) === 1) continue;
      characters += charactersAt(index, n);
      next = index + n;
    }
    return characters;
  }

  function charactersAt(index: number, n: number): number {
    let characters = 0;
    for (let at = index; at < index + n; at++) characters += scan.lengths[at] ?? 0;
    return characters;
  }
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return half ^ (half >>> 13);
}

interface Counter {
  /** Counts this key once more among those of `n`; returns its slot. */
  add(n: number, key: number, check: number): number;
  /** How often the key in this slot has been counted. */
  count(slot: number): number;
}

function createCounter(most: number): Counter {
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, 1.5 * most)));
  const mask = size - 1;
  const stamps = new Uint8Array(size);
  const keys = new Int32Array(size);
  const checks = new Int32Array(size);
  const counts = new Int32Array(size);
  return {
    add(n, key, check) {
      let slot = key & mask;
      while (stamps[slot] === n) {
        if (keys[slot] === key && checks[slot] === check) {
          counts[slot] = (counts[slot] ?? 0) + 1;
          return slot;
        }
        slot = (slot + 1) & mask;
      }
      stamps[slot] = n;
      keys[slot] = key;
      checks[slot] = check;
      counts[slot] = 1;
      return slot;
    },
    count: (slot) => counts[slot] ?? 0,
  };
}
