/** Numbers of the source that results are looked for among; more would make the search quadratic. */
const MOST_OPERANDS = 200;
/** Results are compared to so many significant digits. */
const DIGITS = 10;

/**
 * Whether a number is the sum, the difference, the product, the quotient or the percentage of two numbers of a source,
 * of its first 200: what a reader may work out. Values are decimal strings; percentages are rounded to none, one or
 * two places.
 */
export function isDerived(value: string, source: ReadonlySet<string>): boolean {
  const wanted = Number(value);
  if (!Number.isFinite(wanted)) return false;
  const operands = [...source].slice(0, MOST_OPERANDS).map(Number).filter(Number.isFinite);
  const known = new Set(operands.map(key));
  return operands.some(
    (one) =>
      known.has(key(wanted - one)) ||
      known.has(key(wanted + one)) ||
      known.has(key(one - wanted)) ||
      (one !== 0 && (known.has(key(wanted / one)) || known.has(key(wanted * one)))) ||
      isPercentage(wanted, one, operands),
  );
}

function isPercentage(wanted: number, part: number, operands: readonly number[]): boolean {
  if (wanted <= 0 || wanted > 100 || part <= 0) return false;
  // The whole that this would be the percentage of is known up to rounding.
  const [least, most] = [(100 * part) / (wanted + 0.5), (100 * part) / (wanted - 0.5)];
  return operands.some((whole) => {
    if (whole < least || whole > most) return false;
    return [0, 1, 2].some((places) => Number(((100 * part) / whole).toFixed(places)) === wanted);
  });
}

function key(value: number): string {
  return value.toPrecision(DIGITS);
}
