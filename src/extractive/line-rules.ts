import { printProgram } from '../prox/print.ts';
import type { Call } from '../prox/program.ts';
import { splitLines } from '../text/lines.ts';
import { INLINE_MARKS, isFurniture, isMenuEntry } from './line-marks.ts';

/** Entries in a row that make a menu, within a page and at its two ends. */
const MENU_WITHIN = 6;
const MENU_AT_END = 3;
/** What ProX's models answer for a chunk without anything to remove. */
const CLEAN = 'untouch_doc()';

/**
 * A ProX chunk program by rule: removes navigation, menus, share buttons, banners, notices, breadcrumbs, tag lists and
 * bare addresses, and takes editorial marks such as `[edit]` out of the lines that stay.
 * @param firstLine 0-based index of the chunk's first line in the document: ProX numbers lines over the document.
 */
export function refineLines(chunk: string, firstLine: number): string {
  const lines = splitLines(chunk);
  const removed = removedLines(lines, firstLine === 0);
  const calls: Call[] = [];
  for (const [start, end] of rangesOf(removed, lines)) {
    calls.push({ kind: 'remove_lines', start: firstLine + start, end: firstLine + end, line: calls.length + 1 });
  }
  for (const mark of INLINE_MARKS) {
    if (chunk.includes(mark) && lines.some((line, at) => removed[at] !== true && line.includes(mark))) {
      calls.push({ kind: 'normalize', source: mark, target: '', line: calls.length + 1 });
    }
  }
  return calls.length === 0 ? CLEAN : printProgram(calls);
}

/** For each line whether the rules remove it. */
export function removedLines(lines: readonly string[], opensDocument: boolean): boolean[] {
  const fenced = insideFences(lines);
  const furniture = lines.map((line, at) => !(fenced[at] ?? false) && isFurniture(line) && !isOfText(lines, at));
  const removed = [...furniture];
  let from = 0;
  while (from < lines.length) {
    let to = from;
    let sure = 0;
    while (to < lines.length && fenced[to] !== true && (furniture[to] === true || isMenuEntry(lines[to] ?? ''))) {
      if (furniture[to] === true) sure += 1;
      to += 1;
    }
    if (to > from) {
      const atEnd = (opensDocument && from === 0) || to === lines.length;
      const length = to - from;
      // Furniture among the entries tells that they are a menu; without any it takes a longer row.
      const menu = length >= (sure > 0 || atEnd ? MENU_AT_END : MENU_WITHIN) && (sure > 0 || length >= MENU_WITHIN);
      if (menu) removed.fill(true, from, keepsHeading(lines, from, to));
    }
    from = Math.max(to, from + 1);
  }
  return removed;
}

/** A heading by the line under it, or a line of a hard-wrapped paragraph, is text whatever it says. */
function isOfText(lines: readonly string[], at: number): boolean {
  const before = (lines[at - 1] ?? '').trim();
  const line = (lines[at] ?? '').trim();
  const after = (lines[at + 1] ?? '').trim();
  if (/^([=\-~^"'`*+#:.])\1{2,}$/.test(after)) return true;
  const goesOn = before.length >= 40 && !/[.!?:]["”’)]*$/.test(before);
  return goesOn && (/^\p{Ll}/u.test(line) || /^\p{Ll}/u.test(after));
}

/** The last entry before a paragraph may be its heading: it stays. */
function keepsHeading(lines: readonly string[], from: number, to: number): number {
  const last = lines[to - 1]?.trim() ?? '';
  const next = lines[to]?.trim() ?? '';
  const heading = next.length > 80 && to - 1 > from && !isFurniture(lines[to - 1] ?? '') && last.split(' ').length >= 2;
  return heading ? to - 1 : to;
}

function insideFences(lines: readonly string[]): boolean[] {
  let open = false;
  return lines.map((line) => {
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) open = !open;
    return open || fence;
  });
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
