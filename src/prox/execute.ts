import { estimateTokens } from '../text/tokens.ts';
import type { ParsedProgram, Problem } from './program.ts';
import { mergeRanges, type Range } from './ranges.ts';
import { findSubstitutions, refusal, type Substitution } from './substitute.ts';

/** What a program may do to a document before its result counts as exceeding. */
export interface ProgramLimits {
  /** Largest share of the document's estimated tokens that may disappear, from 0 to 1. */
  readonly maxRemovedShare: number;
}

/** The published executor's own bound (its `threshold_2`): a document that loses more was not worth refining. */
export const PROGRAM_LIMITS: ProgramLimits = { maxRemovedShare: 0.95 };

/** A document after a program. */
export interface ProgramResult {
  /** The edited text; empty when the document is dropped. */
  readonly text: string;
  readonly dropped: boolean;
  readonly removedLines: number;
  readonly totalLines: number;
  /** The removed lines as 0-based inclusive ranges, sorted and merged. */
  readonly removedRanges: readonly Range[];
  /** Places where a `normalize` call changed the text. */
  readonly replacements: number;
  /** These places, by their UTF-16 offsets in the text as it was, in order and not overlapping. */
  readonly substitutions: readonly Substitution[];
  /** Share of the document's estimated tokens that is gone, 0 to 1; 0 when dropped. */
  readonly removedShare: number;
  /** Whether `removedShare` is over the limit. The caller decides what follows. */
  readonly exceeded: boolean;
  /** Calls that had no effect, and why; what the parser already refused stands in the program. */
  readonly refused: readonly Problem[];
}

/**
 * Safe mode: applies a program once to the whole document it was written for. A call that does not fit the document
 * (a range outside of it or inverted, a string that does not occur) is refused alone, never bent to fit; a `drop`
 * anywhere drops the document. Lines are those between `\n`; what stays is the original's characters, untouched by
 * anything but `normalize`. Never throws; linear in text and program.
 */
export function executeProgram(text: string, program: ParsedProgram, limits: ProgramLimits): ProgramResult {
  const lineStarts = startsOfLines(text);
  const totalLines = lineStarts.length;
  if (program.calls.some((call) => call.kind === 'drop')) return droppedResult(totalLines);

  const refused: Problem[] = [];
  const ranges: Range[] = [];
  for (const call of program.calls) {
    if (call.kind !== 'remove_lines') continue;
    if (call.start > call.end) refused.push(refusal(call, 'the range is inverted'));
    else if (call.end >= totalLines) refused.push(refusal(call, `the last line of the document is ${totalLines - 1}`));
    else ranges.push([call.start, call.end]);
  }
  const removedRanges = mergeRanges(ranges);
  const substitutions = findSubstitutions(
    text,
    program.calls.filter((call) => call.kind === 'normalize'),
  );

  const edited = edit(text, keptSpans(text, lineStarts, removedRanges), substitutions.places);
  const before = estimateTokens(text);
  const removedShare = before === 0 ? 0 : Math.max(0, 1 - estimateTokens(edited.text) / before);
  return {
    text: edited.text,
    dropped: false,
    removedLines: removedRanges.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    totalLines,
    removedRanges,
    replacements: edited.substitutions.length,
    substitutions: edited.substitutions,
    removedShare,
    exceeded: removedShare > limits.maxRemovedShare,
    refused: [...refused, ...substitutions.refused].sort((left, right) => left.line - right.line),
  };
}

function droppedResult(totalLines: number): ProgramResult {
  const nothing = {
    removedLines: 0,
    removedRanges: [],
    replacements: 0,
    substitutions: [],
    removedShare: 0,
    exceeded: false,
    refused: [],
  };
  return { text: '', dropped: true, totalLines, ...nothing };
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** UTF-16 offsets, `end` exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The runs of lines between the removed ranges, each without its last line break. */
function keptSpans(text: string, lineStarts: readonly number[], removed: readonly Range[]): Span[] {
  const startOf = (line: number): number => lineStarts[line] ?? text.length + 1;
  const spans: Span[] = [];
  let line = 0;
  for (const [first, last] of removed) {
    if (first > line) spans.push({ start: startOf(line), end: startOf(first) - 1 });
    line = last + 1;
  }
  if (line < lineStarts.length) spans.push({ start: startOf(line), end: text.length });
  return spans;
}

/** The kept runs joined by line breaks, with the substitutions that lie wholly inside one. */
function edit(
  text: string,
  spans: readonly Span[],
  places: readonly Substitution[],
): { text: string; substitutions: Substitution[] } {
  const substitutions: Substitution[] = [];
  let next = 0;
  const runs = spans.map((span) => {
    const pieces: string[] = [];
    let from = span.start;
    for (let place = places[next]; place !== undefined && place.start < span.end; place = places[next]) {
      next += 1;
      if (place.start < span.start || place.end > span.end) continue;
      pieces.push(text.slice(from, place.start), place.target);
      from = place.end;
      substitutions.push(place);
    }
    pieces.push(text.slice(from, span.end));
    return pieces.join('');
  });
  return { text: runs.join('\n'), substitutions };
}
