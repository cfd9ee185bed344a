/** Numbers of a block that lists are parts of: many small pieces of memory cost more than their use. */
const BLOCK = 1 << 14;
let block = new Int32Array(BLOCK);
let taken = 0;

/** A list of so many zeros that nobody else writes to. */
export function ownNumbers(count: number): Int32Array {
  if (count > BLOCK / 8) return new Int32Array(count);
  if (taken + count > BLOCK) {
    block = new Int32Array(BLOCK);
    taken = 0;
  }
  taken += count;
  return block.subarray(taken - count, taken);
}
