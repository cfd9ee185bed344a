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
 * a slot belongs to the n that stamped it last. Linear.
 */
export function ngramCharacters(scan: WordScan): NgramCharacters {
  const top: number[] = [];
  const duplicate: number[] = [];
  const table = createCounter(scan.count);
  const keys = scan.hashes.slice(0, scan.count);
  const checks = scan.checks.slice(0, scan.count);
  for (let n = SHORTEST_TOP; n <= LONGEST_DUPLICATE; n++) {
    const last = scan.count - n;
    for (let index = 0; index <= last; index++) {
      const added = index + n - 1;
      keys[index] = mixed(Math.imul(keys[index] ?? 0, 0x9e3779b1) ^ (scan.hashes[added] ?? 0));
      checks[index] = (Math.imul(checks[index] ?? 0, 0x2c1b3c6d) + (scan.checks[added] ?? 0)) | 0;
    }
    if (n < SHORTEST_DUPLICATE) top.push(topCharacters(n));
    else duplicate.push(duplicateCharacters(n));
  }
  return { top, duplicate };

  function topCharacters(n: number): number {
    let most = 0;
    let at = 0;
    for (let index = 0; index + n <= scan.count; index++) {
      const seen = table.add(n, keys[index] ?? 0, checks[index] ?? 0);
      if (seen > most) {
        most = seen;
        at = index;
      }
    }
    return most === 0 ? 0 : most * (charactersAt(at, n) + n - 1);
  }

  function duplicateCharacters(n: number): number {
    let characters = 0;
    let index = 0;
    while (index + n <= scan.count) {
      if (table.add(n, keys[index] ?? 0, checks[index] ?? 0) === 1) {
        index += 1;
      } else {
        characters += charactersAt(index, n);
        index += n;
      }
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
  /** Counts this key once more among those of `n`; returns how often it has been counted. */
  add(n: number, key: number, check: number): number;
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
          const seen = (counts[slot] ?? 0) + 1;
          counts[slot] = seen;
          return seen;
        }
        slot = (slot + 1) & mask;
      }
      stamps[slot] = n;
      keys[slot] = key;
      checks[slot] = check;
      counts[slot] = 1;
      return 1;
    },
  };
}
