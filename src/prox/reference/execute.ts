import { mergeIntervals } from './intervals.ts';
import { type Interval, readReferenceProgram } from './program.ts';
import { countPythonWords } from './python.ts';
import { replaceInTurn } from './replace-in-turn.ts';

/** The settings of the published executor, under its own names in camel case. */
export interface ReferenceOptions {
  /** Least share of the words that must be kept for the edited text to be taken. */
  readonly threshold1: number;
  /** A document that loses at least this share of its words is dropped. */
  readonly threshold2: number;
  /** From so many errors on the program is ignored. */
  readonly errorOp: number;
}

/** The published defaults (GAIR-NLP/ProX): any share, 95%, two errors. */
export const REFERENCE_OPTIONS: ReferenceOptions = { threshold1: 0, threshold2: 0.95, errorOp: 2 };

/** Where the published executor gives no answer. */
export type ReferenceError =
  /** It would be busy for hours or run out of memory: a range over {@link MOST_LINES}, a text that grows without end. */
  | 'reference.hang'
  /** It divides by the number of the text's words, which is zero. */
  | 'reference.zero_words';

/** A document after a program, as the published executor leaves it. */
export interface ReferenceResult {
  readonly text: string;
  readonly dropped: boolean;
  readonly errors: number;
  /** What the program's ranges come to: sorted and merged, inverted and negative ones as they are, none for `all=True`. */
  readonly removedIntervals: readonly Interval[];
  readonly error?: ReferenceError;
}

/** The published executor makes a set of every line number of a range; beyond so many we take it to hang. */
const MOST_LINES = 10_000_000n;

/** A text of so few words is always dropped. */
const FEW_WORDS = 10;

/**
 * Reference mode for a chunk-level program: what the published executor (GAIR-NLP/ProX) makes of a whole document and
 * the joined programs of its windows, on every input on which that one finishes. Where it does not, `error` says so:
 * a range over ten million lines is cut at the text's end like any other, and the text of no words and the one that
 * outgrows every memory stay as they are. Never throws; linear in text and program.
 */
export function executeChunkReference(text: string, program: string, options: ReferenceOptions): ReferenceResult {
  const read = readReferenceProgram(program);
  const lines = countLines(text);
  const { intervals: removedIntervals, errors: outside } = mergeIntervals(read.intervals, lines);
  const errors = read.errors + outside;
  const hangs = read.intervals.some(([first, last]) => last - first >= MOST_LINES);
  const as = (result: string, dropped: boolean, error?: ReferenceError): ReferenceResult => ({
    text: result,
    dropped,
    errors,
    removedIntervals,
    ...(error === undefined ? {} : { error }),
  });

  const total = countPythonWords(text);
  if (total === 0) return as(text, false, hangs ? 'reference.hang' : 'reference.zero_words');
  const edited = read.removesAll ? '' : replaceInTurn(text, read.replacements);
  if (edited === undefined) return as(text, false, 'reference.hang');
  const processed = withoutLines(edited, removedIntervals);

  const kept = processed === text ? total : countPythonWords(processed);
  const error = hangs ? 'reference.hang' : undefined;
  const sound = errors < options.errorOp;
  if (kept / total <= 1 - options.threshold2 && sound) return as('', true, error);
  if (kept <= FEW_WORDS) return as('', true, error);
  if (kept / total >= options.threshold1 && sound) return as(processed, false, error);
  return as(text, false, error);
}

/** Reference mode for a document-level program: `drop` anywhere in it drops the document, whatever it says. */
export function executeDocumentReference(text: string, program: string): ReferenceResult {
  const dropped = program.includes('drop');
  return { text: dropped ? '' : text, dropped, errors: 0, removedIntervals: [] };
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The lines outside of the intervals, which are sorted and end within the text; an inverted one removes nothing. */
function withoutLines(text: string, intervals: readonly Interval[]): string {
  if (intervals.length === 0) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  let next = 0;
  for (const [first, last] of intervals) {
    const start = Math.max(0, Number(first));
    const end = Number(last) + 1;
    if (end <= start) continue;
    for (; next < start; next += 1) kept.push(lines[next] ?? '');
    next = end;
  }
  for (; next < lines.length; next += 1) kept.push(lines[next] ?? '');
  return kept.join('\n');
}
