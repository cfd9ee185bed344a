import type { HashedItems } from '../hashed-items.ts';

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
 * Counts the n-grams of a text, n = 2 … 10. Two n-grams are told apart by two 32-bit hashes. Linear, and fast where
 * little is repeated: an n-gram can only stand in the text again where its beginning does, so 3-grams are looked for at
 * the places of repeated 2-grams alone, 4-grams at those of repeated 3-grams, longer ones at those of repeated 4-grams.
 */
export function ngramCharacters(scan: HashedItems): NgramCharacters {
  const { count, lengths } = scan;
  const keys = scan.firsts.slice(0, count);
  const checks = scan.seconds.slice(0, count);
  const places = new Int32Array(count);
  for (let index = 0; index < count; index++) places[index] = index;
  // By place: the first place of the same n-gram, and there how often it has been met.
  const firsts = new Int32Array(count);
  const met = new Int32Array(count);
  // Open addressing: a place plus 1, or 0.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
  let placeCount = count;
  let mask = 0;
  const top: number[] = [];
  const duplicate: number[] = [];
  for (let n = SHORTEST_TOP; n <= LONGEST_DUPLICATE; n++) {
    lengthen(n);
    if (n < SHORTEST_DUPLICATE) {
      top.push(topCharacters(n));
      keepRepeated();
    } else duplicate.push(duplicateCharacters(n));
  }
  return { top, duplicate };

  /** Makes the hashes of n-grams out of those of (n-1)-grams, and an empty table for them. */
  function lengthen(n: number): void {
    while (placeCount > 0 && (places[placeCount - 1] ?? 0) + n > count) placeCount -= 1;
    for (let at = 0; at < placeCount; at++) {
      const index = places[at] ?? 0;
      const added = index + n - 1;
      keys[index] = mixed(Math.imul(keys[index] ?? 0, 0x9e3779b1) ^ (scan.firsts[added] ?? 0));
      checks[index] = (Math.imul(checks[index] ?? 0, 0x2c1b3c6d) + (scan.seconds[added] ?? 0)) | 0;
    }
    const size = 2 ** Math.ceil(Math.log2(2 * placeCount + 2));
    table.fill(0, 0, size);
    mask = size - 1;
  }

  /** How often the n-gram at this place has been met, this time included. */
  function meet(index: number): number {
    const key = keys[index] ?? 0;
    const check = checks[index] ?? 0;
    let slot = key & mask;
    for (;;) {
      const first = (table[slot] ?? 0) - 1;
      if (first === -1) {
        table[slot] = index + 1;
        firsts[index] = index;
        met[index] = 1;
        return 1;
      }
      if (keys[first] === key && checks[first] === check) {
        const times = (met[first] ?? 0) + 1;
        firsts[index] = first;
        met[first] = times;
        return times;
      }
      slot = (slot + 1) & mask;
    }
  }

  function topCharacters(n: number): number {
    if (count < n) return 0;
    let most = 1;
    let commonest = 0;
    for (let at = 0; at < placeCount; at++) {
      const index = places[at] ?? 0;
      const times = meet(index);
      if (times > most) {
        most = times;
        commonest = index;
      }
    }
    return most * (charactersAt(commonest, n) + n - 1);
  }

  function keepRepeated(): void {
    let kept = 0;
    for (let at = 0; at < placeCount; at++) {
      const index = places[at] ?? 0;
      if ((met[firsts[index] ?? 0] ?? 0) > 1) places[kept++] = index;
    }
    placeCount = kept;
  }

  function duplicateCharacters(n: number): number {
    let characters = 0;
    let next = 0;
    for (let at = 0; at < placeCount; at++) {
      const index = places[at] ?? 0;
      if (index < next || meet(index) === 1) continue;
      characters += charactersAt(index, n);
      next = index + n;
    }
    return characters;
  }

  function charactersAt(index: number, n: number): number {
    let characters = 0;
    for (let at = index; at < index + n; at++) characters += lengths[at] ?? 0;
    return characters;
  }
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return half ^ (half >>> 13);
}
