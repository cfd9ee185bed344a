import type { ProgramResult } from './execute.ts';
import type { Substitution } from './substitute.ts';

/** A stretch of a changed line. A line break in a deleted or inserted stretch is one that went or came. */
export interface Segment {
  readonly kind: 'kept' | 'deleted' | 'inserted';
  readonly text: string;
}

/** What became of one line of a document: `line` is its 0-based index, as programs count. */
export type DiffLine =
  | { readonly kind: 'kept' | 'removed'; readonly line: number; readonly text: string }
  | { readonly kind: 'changed'; readonly line: number; readonly segments: readonly Segment[] };

/** What a diff is made of: what the executor says it did. */
export type Edits = Pick<ProgramResult, 'dropped' | 'removedRanges' | 'substitutions'>;

/**
 * A document line by line with what a program did to it. `edits` is the executor's result for this very text; nothing is
 * compared or guessed. A replacement that reaches over several lines is deleted on each of them, and what takes its place
 * is inserted on the last. Linear in the text.
 */
export function diffLines(text: string, { dropped, removedRanges, substitutions }: Edits): DiffLine[] {
  const lines: DiffLine[] = [];
  let range = 0;
  let next = 0;
  let start = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const end = start + content.length;
    while ((removedRanges[range]?.[1] ?? line) < line) range += 1;
    const removed = dropped || (removedRanges[range]?.[0] ?? line + 1) <= line;
    if (removed) {
      lines.push({ kind: 'removed', line, text: content });
    } else {
      const here: Substitution[] = [];
      // The line break at `end` belongs to this line.
      for (let place = substitutions[next]; place !== undefined && place.start <= end; place = substitutions[next]) {
        here.push(place);
        if (place.end > end + 1) break;
        next += 1;
      }
      if (here.length === 0) lines.push({ kind: 'kept', line, text: content });
      else lines.push({ kind: 'changed', line, segments: segmentsOf(text, start, end, here) });
    }
    start = end + 1;
  }
  return lines;
}

/** The line from `start` to `end` in stretches; `places` are the replacements that touch it. */
function segmentsOf(text: string, start: number, end: number, places: readonly Substitution[]): Segment[] {
  const segments: Segment[] = [];
  const add = (kind: Segment['kind'], stretch: string): void => {
    if (stretch !== '') segments.push({ kind, text: stretch });
  };
  let from = start;
  for (const place of places) {
    add('kept', text.slice(from, place.start));
    from = Math.min(place.end, end + 1);
    add('deleted', text.slice(Math.max(place.start, start), from));
    if (place.end <= end + 1) add('inserted', place.target);
  }
  add('kept', text.slice(from, end));
  return segments;
}
