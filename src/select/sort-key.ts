const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const SIGN = 0x8000_0000;
/** Words of a number in memory: the higher one is the second on machines that begin with the lowest byte. */
const [LOW, HIGH] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? ([0, 1] as const) : ([1, 0] as const);

/** Two words for the sort: of two numbers the lesser comes first. Writes them to `row`, from `at` on. */
export function putAscending(value: number, row: Uint32Array, at: number): void {
  number[0] = value;
  const high = words[HIGH] ?? 0;
  const negative = high >= SIGN;
  row[at] = negative ? ~high : high ^ SIGN;
  row[at + 1] = negative ? ~(words[LOW] ?? 0) : (words[LOW] ?? 0);
}

/** The same with the greater first. */
export function putDescending(value: number, row: Uint32Array, at: number): void {
  putAscending(-value, row, at);
}

/** The number that {@link putAscending} wrote. */
export function ascendingAt(row: Uint32Array, at: number): number {
  const high = row[at] ?? 0;
  const negative = high < SIGN;
  words[HIGH] = negative ? ~high : high ^ SIGN;
  words[LOW] = negative ? ~(row[at + 1] ?? 0) : (row[at + 1] ?? 0);
  return number[0] ?? 0;
}

/** The first 32 bits of a draw in (0, 1). */
export function drawWord(draw: number): number {
  return Math.floor(draw * 2 ** 32);
}
