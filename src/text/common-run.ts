/** Multipliers of two rolling hashes: runs are told apart by 64 bits. */
const FIRST_BASE = 0x01000193;
const SECOND_BASE = 0x2c1b3c6d;
/** The length that is tried first: most runs that two texts share by chance are shorter. */
const FIRST_LENGTH = 4;

/**
 * The length, in items, of the longest contiguous run that stands in both lists; 0 where they share nothing. Runs are
 * told apart by 64-bit hashes. O(n log n) on every input, and two or three passes on most: a run of some length is
 * looked for and, where found, followed to its end, until there is none longer.
 */
export function longestCommonRun(left: readonly string[], right: readonly string[]): number {
  const symbols = new Map<string, number>();
  const ours = Int32Array.from(right, (item) => {
    const known = symbols.get(item) ?? symbols.size + 1;
    if (known > symbols.size) symbols.set(item, known);
    return known;
  });
  // What the right list does not have is 0, and equals nothing.
  const theirs = Int32Array.from(left, (item) => symbols.get(item) ?? 0);
  const findRun = createSearch(theirs, ours);
  let shared = 0;
  let unshared = Math.min(left.length, right.length) + 1;
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
function createSearch(left: Int32Array, right: Int32Array): (length: number) => number {
  const firsts = new Int32Array(right.length);
  const seconds = new Int32Array(right.length);
  // Open addressing: where on the right a run begins plus 1, or 0.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * right.length + 2)));
  const mask = table.length - 1;

  return (length) => {
    const firstPower = power(FIRST_BASE, length);
    const secondPower = power(SECOND_BASE, length);
    table.fill(0);
    let first = 0;
    let second = 0;
    for (let end = 0; end < right.length; end++) {
      const added = right[end] ?? 0;
      const start = end + 1 - length;
      const dropped = start > 0 ? (right[start - 1] ?? 0) : 0;
      first = (Math.imul(first, FIRST_BASE) + added - Math.imul(dropped, firstPower)) | 0;
      second = (Math.imul(second, SECOND_BASE) + added - Math.imul(dropped, secondPower)) | 0;
      if (start < 0) continue;
      firsts[start] = first;
      seconds[start] = second;
      const slot = slotOf(first, second);
      if (table[slot] === 0) table[slot] = start + 1;
    }
    let longest = 0;
    let searchedTo = 0;
    first = 0;
    second = 0;
    for (let end = 0; end < left.length; end++) {
      const added = left[end] ?? 0;
      const start = end + 1 - length;
      const dropped = start > 0 ? (left[start - 1] ?? 0) : 0;
      first = (Math.imul(first, FIRST_BASE) + added - Math.imul(dropped, firstPower)) | 0;
      second = (Math.imul(second, SECOND_BASE) + added - Math.imul(dropped, secondPower)) | 0;
      // Runs that begin inside the one just followed are looked up, too, but not followed again.
      if (start < 0 || end < searchedTo) continue;
      const at = (table[slotOf(first, second)] ?? 0) - 1;
      if (at === -1) continue;
      let run = length;
      while (start + run < left.length && at + run < right.length && left[start + run] === right[at + run]) run += 1;
      if (run > longest) longest = run;
      searchedTo = start + run;
    }
    return longest;
  };

  function slotOf(first: number, second: number): number {
    let slot = (first ^ (first >>> 15)) & mask;
    for (;;) {
      const at = (table[slot] ?? 0) - 1;
      if (at === -1 || (firsts[at] === first && seconds[at] === second)) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left >>= 1) {
    if ((left & 1) === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
