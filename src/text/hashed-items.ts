import { ownNumbers } from './own-numbers.ts';

/** A list of strings as numbers: pieces of one text, or a list of their own. The arrays are at least `count` long. */
export interface HashedItems extends ItemLists {
  readonly count: number;
}

/** By item. */
export interface ItemLists {
  /** Two different 32-bit hashes of each item, by which items are told apart. */
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  /** Where each begins in the text it is a piece of, and its length, in UTF-16 units. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/*
 * The hashes: FNV-1a, and one that multiplies by 31. `first` begins as FIRST_HASH and becomes
 * `Math.imul(first ^ unit, FIRST_FACTOR)` with each unit, `second` begins as 0 and becomes
 * `Math.imul(second, SECOND_FACTOR) + unit`. Loops that split a text compute them on the way.
 */
export const FIRST_HASH: number = 0x811c9dc5 | 0;
export const FIRST_FACTOR = 0x01000193;
export const SECOND_FACTOR = 31;

/** Lists of more items go with their text. */
const KEPT_ITEMS = 1 << 15;
let kept = allocate(1 << 12);

function allocate(room: number): ItemLists {
  const list = (): Int32Array => new Int32Array(room);
  return { firsts: list(), seconds: list(), starts: list(), lengths: list() };
}

/**
 * Lists to write the items of a text of so many UTF-16 units to. Always the same ones but for long texts, which get
 * their own with room for all that spaces can separate: nothing may be in use that was written to them before.
 */
export function sharedLists(units: number): ItemLists {
  return units > 2 * KEPT_ITEMS ? allocate(Math.ceil(units / 2)) : kept;
}

/** Larger lists with the same items. */
export function withMoreRoom(lists: ItemLists): ItemLists {
  const larger = allocate(2 * lists.starts.length);
  larger.firsts.set(lists.firsts);
  larger.seconds.set(lists.seconds);
  larger.starts.set(lists.starts);
  larger.lengths.set(lists.lengths);
  if (larger.starts.length <= KEPT_ITEMS) kept = larger;
  return larger;
}

/** The first `count` items of shared lists in lists of their own; lists that have outgrown those kept are nobody else's. */
export function ownLists(lists: ItemLists, count: number): ItemLists {
  if (lists.starts.length > KEPT_ITEMS) return lists;
  const { firsts, seconds, starts, lengths } = lists;
  const own = (list: Int32Array): Int32Array => {
    const copy = ownNumbers(count);
    copy.set(list.subarray(0, count));
    return copy;
  };
  return { firsts: own(firsts), seconds: own(seconds), starts: own(starts), lengths: own(lengths) };
}

/** The hashes of a list of strings; each starts at 0. */
export function hashedItems(list: readonly string[]): HashedItems {
  const lists = allocate(list.length);
  for (const [place, item] of list.entries()) {
    let first = FIRST_HASH;
    let second = 0;
    for (let at = 0; at < item.length; at++) {
      const unit = item.charCodeAt(at);
      first = Math.imul(first ^ unit, FIRST_FACTOR);
      second = (Math.imul(second, SECOND_FACTOR) + unit) | 0;
    }
    lists.firsts[place] = first;
    lists.seconds[place] = second;
    lists.starts[place] = 0;
    lists.lengths[place] = item.length;
  }
  return { ...lists, count: list.length };
}
