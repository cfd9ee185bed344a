/** The middle one of the values, the upper of two; undefined where there is none. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
