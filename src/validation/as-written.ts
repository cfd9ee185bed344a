/** UTF-16 units that all searches for the numerals of a text may look through: more would not be linear. */
const MOST_SEARCHED = 10_000_000;

/**
 * Finds numerals, with or without their units, as they are written and not as a part of a longer one: most of a rewrite
 * stand so in its source, and need no closer look. The function returns where in the source the first of them ends, -1
 * where it is not or is a part; always -1 where `count` questions to this source would take too long.
 */
export function findAsWritten(source: string, count: number): (numeral: string) => number {
  if (count * source.length > MOST_SEARCHED) return () => -1;
  return (numeral) => {
    const at = source.indexOf(numeral);
    if (at < 0 || /[\d.,]/.test(source.charAt(at - 1))) return -1;
    const end = at + numeral.length;
    return /^(?:[\p{L}\d]|[.,]\d)/u.test(source.slice(end, end + 2)) ? -1 : end;
  };
}
