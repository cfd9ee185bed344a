/** A list of strings as numbers. The arrays are at least `count` long. */
export interface HashedItems {
  readonly count: number;
  /** Two different 32-bit hashes of each item, by which items are told apart. */
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  /** Length of each in UTF-16 units. */
  readonly lengths: Int32Array;
}

/** FNV-1a's offset basis and prime. */
const SEED = 0x811c9dc5 | 0;
const PRIME = 0x01000193;

/** Collects the hashes of pieces of a text, `capacity` of them at the start. */
export function createHashedItems(capacity: number): {
  /** Adds the piece of `text` from `start` up to, not including, `end`. */
  add(text: string, start: number, end: number): void;
  items(): HashedItems;
} {
  let firsts = new Int32Array(Math.max(16, capacity));
  let seconds = new Int32Array(firsts.length);
  let lengths = new Int32Array(firsts.length);
  let count = 0;
  return {
    add(text, start, end) {
      if (count === firsts.length) {
        firsts = grown(firsts);
        seconds = grown(seconds);
        lengths = grown(lengths);
      }
      let first = SEED;
      let second = 0;
      for (let at = start; at < end; at++) {
        const code = text.charCodeAt(at);
        first = Math.imul(first ^ code, PRIME);
        second = (Math.imul(second, 31) + code) | 0;
      }
      firsts[count] = first;
      seconds[count] = second;
      lengths[count] = end - start;
      count += 1;
    },
    items: () => ({ count, firsts, seconds, lengths }),
  };
}

/** The hashes of a list of strings. */
export function hashedItems(list: readonly string[]): HashedItems {
  const hashed = createHashedItems(list.length);
  for (const item of list) hashed.add(item, 0, item.length);
  return hashed.items();
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * list.length);
  larger.set(list);
  return larger;
}
