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
/** Texts of more words get lists of their own, which go with them. */
const KEPT_WORDS = 1 << 15;

/** Lists that hold something for each word, or place where an n-gram may begin. */
interface Workspace {
  /** Places of the n-grams that are looked at, in order; and by place two hashes of the n-gram. */
  readonly places: Int32Array;
  readonly keys: Int32Array;
  readonly checks: Int32Array;
  /** By place: the first place of the same n-gram, and there how often it has been met. */
  readonly firsts: Int32Array;
  readonly met: Int32Array;
  /** Open addressing: a place plus 1, or 0. */
  readonly table: Int32Array;
}

let kept: Workspace | undefined;

function workspace(words: number): Workspace {
  if (words > KEPT_WORDS) return allocate(words);
  return (kept ??= allocate(KEPT_WORDS));
}

function allocate(words: number): Workspace {
  const list = (): Int32Array => new Int32Array(words);
  const table = new Int32Array(tableSize(words));
  return { places: list(), keys: list(), checks: list(), firsts: list(), met: list(), table };
}

/** At most a quarter full: a slot that is taken by another n-gram costs more than the room. */
function tableSize(places: number): number {
  return 2 ** (32 - Math.clz32(4 * places + 1));
}

/**
 * Counts the n-grams of a text, n = 2 … 10. Two n-grams are told apart by two 32-bit hashes. Linear, and fast where
 * little is repeated: an n-gram can only stand in the text again where its beginning does, so 3-grams are looked for at
 * the places of repeated 2-grams alone, 4-grams at those of repeated 3-grams, longer ones at those of repeated 4-grams.
 */
export function ngramCharacters(scan: HashedItems): NgramCharacters {
  const space = workspace(scan.count);
  let placeCount = scan.count;
  for (let index = 0; index < placeCount; index++) {
    space.places[index] = index;
    space.keys[index] = scan.firsts[index] ?? 0;
    space.checks[index] = scan.seconds[index] ?? 0;
  }
  const top: number[] = [];
  const duplicate: number[] = [];
  for (let n = SHORTEST_TOP; n <= LONGEST_DUPLICATE; n++) {
    while (placeCount > 0 && (space.places[placeCount - 1] ?? 0) + n > scan.count) placeCount -= 1;
    lengthen(space, scan, n, placeCount);
    if (n < SHORTEST_DUPLICATE) {
      top.push(topCharacters(space, scan, n, placeCount));
      placeCount = keepRepeated(space, placeCount);
    } else duplicate.push(duplicateCharacters(space, scan, n, placeCount));
  }
  return { top, duplicate };
}

/** Makes the hashes of n-grams out of those of (n-1)-grams, and an empty table for them. */
function lengthen({ places, keys, checks, table }: Workspace, scan: HashedItems, n: number, placeCount: number): void {
  const { firsts, seconds } = scan;
  for (let at = 0; at < placeCount; at++) {
    const index = places[at] ?? 0;
    const added = index + n - 1;
    const hash = Math.imul(keys[index] ?? 0, 0x9e3779b1) ^ (firsts[added] ?? 0);
    const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    keys[index] = half ^ (half >>> 13);
    checks[index] = (Math.imul(checks[index] ?? 0, 0x2c1b3c6d) + (seconds[added] ?? 0)) | 0;
  }
  table.fill(0, 0, tableSize(placeCount));
}

/** How often the n-gram at this place has been met, this time included. */
function meet({ keys, checks, firsts, met, table }: Workspace, index: number, mask: number): number {
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

function topCharacters(space: Workspace, scan: HashedItems, n: number, placeCount: number): number {
  if (scan.count < n) return 0;
  const mask = tableSize(placeCount) - 1;
  let most = 1;
  let commonest = 0;
  for (let at = 0; at < placeCount; at++) {
    const index = space.places[at] ?? 0;
    const times = meet(space, index, mask);
    if (times > most) {
      most = times;
      commonest = index;
    }
  }
  return most * (charactersAt(scan, commonest, n) + n - 1);
}

/** Keeps the places of n-grams that stand in the text more than once; returns how many they are. */
function keepRepeated({ places, firsts, met }: Workspace, placeCount: number): number {
  let repeated = 0;
  for (let at = 0; at < placeCount; at++) {
    const index = places[at] ?? 0;
    places[repeated] = index;
    // 1 where it has been met more than once, else 0.
    repeated += (1 - (met[firsts[index] ?? 0] ?? 0)) >>> 31;
  }
  return repeated;
}

function duplicateCharacters(space: Workspace, scan: HashedItems, n: number, placeCount: number): number {
  const mask = tableSize(placeCount) - 1;
  let characters = 0;
  let next = 0;
  for (let at = 0; at < placeCount; at++) {
    const index = space.places[at] ?? 0;
    if (index < next || meet(space, index, mask) === 1) continue;
    characters += charactersAt(scan, index, n);
    next = index + n;
  }
  return characters;
}

function charactersAt({ lengths }: HashedItems, index: number, n: number): number {
  let characters = 0;
  for (let at = index; at < index + n; at++) characters += lengths[at] ?? 0;
  return characters;
}
