/** Unsigned 32-bit words, in memory of their own. */
type Words = Uint32Array<ArrayBuffer>;

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
/** Shifts that take a 32-bit word apart. */
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS] as const;

/**
 * Sorts rows of `width` unsigned 32-bit words each, ascending, the first word first: a radix sort from the last digit of
 * the last word on, three digits a word. A digit that is the same everywhere takes no pass.
 *
 * @param rows the rows, `count` of them; the contents are lost
 * @param spare of the same length
 * @returns whichever of the two holds the sorted rows
 */
export function radixSort(rows: Words, spare: Words, width: number, count: number): Words {
  let from = rows;
  let to = spare;
  const places = new Int32Array(DIGITS);
  for (let word = width - 1; word >= 0; word--) {
    for (const shift of SHIFTS) {
      if (!countDigits(from, width, count, word, shift, places)) continue;
      scatter(from, to, width, count, word, shift, places);
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Fills in the place where the first row of each digit goes; false when all rows have one and the same. */
function countDigits(
  rows: Uint32Array,
  width: number,
  count: number,
  word: number,
  shift: number,
  places: Int32Array,
): boolean {
  places.fill(0);
  const end = count * width;
  for (let at = word; at < end; at += width) {
    const digit = ((rows[at] ?? 0) >>> shift) & (DIGITS - 1);
    places[digit] = (places[digit] ?? 0) + 1;
  }
  let next = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const met = places[digit] ?? 0;
    if (met === count) return false;
    places[digit] = next;
    next += met;
  }
  return true;
}

function scatter(
  from: Uint32Array,
  to: Uint32Array,
  width: number,
  count: number,
  word: number,
  shift: number,
  places: Int32Array,
): void {
  const end = count * width;
  for (let row = 0; row < end; row += width) {
    const digit = ((from[row + word] ?? 0) >>> shift) & (DIGITS - 1);
    const place = places[digit] ?? 0;
    places[digit] = place + 1;
    const target = place * width;
    for (let at = 0; at < width; at++) to[target + at] = from[row + at] ?? 0;
  }
}
