import type { Call } from '../prox/program.ts';

/** What ProX's models answer for a text without anything to remove. */
export const CLEAN = 'untouch_doc()';

/**
 * Calls that remove lines, in as few ranges as there can be: blank lines between two removed ones go with them.
 * @param removed For each line whether it goes.
 * @param firstLine 0-based index of the first of these lines in the document: ProX numbers lines over the document.
 */
export function removalCalls(removed: readonly boolean[], lines: readonly string[], firstLine: number): Call[] {
  return rangesOf(removed, lines).map(([start, end], at) => ({
    kind: 'remove_lines',
    start: firstLine + start,
    end: firstLine + end,
    line: at + 1,
  }));
}

/** Removed lines as ranges, blank lines between two removed ones included. */
function rangesOf(removed: readonly boolean[], lines: readonly string[]): [number, number][] {
  const ranges: [number, number][] = [];
  let blanksFrom = -1;
  for (const [at, gone] of removed.entries()) {
    const last = ranges.at(-1);
    if (gone) {
      if (last !== undefined && (last[1] === at - 1 || blanksFrom === last[1] + 1)) last[1] = at;
      else ranges.push([at, at]);
      blanksFrom = -1;
    } else if ((lines[at] ?? '').trim() !== '') {
      blanksFrom = -1;
    } else if (blanksFrom < 0) {
      blanksFrom = at;
    }
  }
  return ranges;
}
