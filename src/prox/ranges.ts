/** First and last index, 0-based, both inclusive. */
export type Range = readonly [first: number, last: number];

/** The same indexes as the fewest ranges, sorted; ranges that touch (`start <= previous end + 1`) become one. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((left, right) => left[0] - right[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && range[0] <= previous[1] + 1) {
      merged[merged.length - 1] = [previous[0], Math.max(previous[1], range[1])];
    } else {
      merged.push(range);
    }
  }
  return merged;
}
