import type { Interval } from './program.ts';

/** What the intervals of a program come to on a text of `lines` lines. */
export interface MergedIntervals {
  /** As the published executor reports them: cut at the text's end, but negative and inverted ones as they are. */
  readonly intervals: readonly Interval[];
  /** Intervals that begin or end behind the text's last line; those that begin there are left out above. */
  readonly errors: number;
}

/** Sorts the intervals by their first line, unites those that overlap or touch, and cuts them at the text's end. */
export function mergeIntervals(intervals: readonly Interval[], lines: number): MergedIntervals {
  const merged: Interval[] = [];
  for (const interval of intervals.toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))) {
    const previous = merged.at(-1);
    if (previous === undefined || interval[0] > previous[1] + 1n) merged.push(interval);
    else if (interval[1] > previous[1]) merged[merged.length - 1] = [previous[0], interval[1]];
  }
  const end = BigInt(lines);
  const kept = merged
    .filter(([first]) => first < end)
    .map(([first, last]): Interval => [first, last < end ? last : end - 1n]);
  return { intervals: kept, errors: merged.filter(([first, last]) => first >= end || last >= end).length };
}
