import type { DiffLine } from '../../prox/diff.ts';
import { PROGRAM_LIMITS } from '../../prox/execute.ts';
import { parseProgram } from '../../prox/parse.ts';
import { deedsOf, reviewProgram } from '../../prox/review.ts';
import type { RunRecord } from '../../run/run-records.ts';
import { type Excerpt, excerpt } from './excerpt.ts';
import { grounded, type Span } from './grounded-spans.ts';

/** UTF-16 units of a text that are shown, and that are compared with another. */
const SHOWN_UNITS = 4_000;
const COMPARED_UNITS = 200_000;
/** Lines before the first edit of a document that are shown. */
const LINES_BEFORE = 3;

/** What is kept of a record until its source is met. */
export type Drawn = Pick<RunRecord, 'id' | 'source_id' | 'strategy' | 'detail' | 'text' | 'program'>;

/** A rewrite as it is shown. */
export interface Example {
  readonly id: string;
  readonly strategy: string;
  /** Why it was not accepted, for a person; empty where it was. */
  readonly detail: string;
  readonly view: RewriteView | EditView;
}

/** A rewrite beside its source. */
interface RewriteView {
  readonly kind: 'rewrite';
  /** What stands beside the source: a program where no text came of it. */
  readonly what: 'text' | 'program';
  /** Its beginning in pieces, marked by the source; none where there is neither. */
  readonly spans: readonly Span[];
  /** Whether it goes on behind them. */
  readonly cut: boolean;
  /** Of the source, the part that the rewrite has most of; undefined where it is not found any more. */
  readonly source: Excerpt | undefined;
}

/** What a program did to its document. */
interface EditView {
  readonly kind: 'edit';
  /** What it came to, in a few words. */
  readonly deeds: string;
  /** The document from just before the first edit on. */
  readonly lines: readonly DiffLine[];
  /** How many of its lines stand before these, and behind them. */
  readonly before: number;
  readonly after: number;
}

/** Keeps of a record what an example needs. */
export function drawnOf({ id, source_id, strategy, detail, text, program }: RunRecord): Drawn {
  return { id, source_id, strategy, detail, text: text.slice(0, COMPARED_UNITS), program };
}

/** The record as it is shown, beside its source where that is found. */
export function exampleOf({ id, strategy, detail = '', text, program }: Drawn, whole: string | undefined): Example {
  const source = whole?.slice(0, COMPARED_UNITS);
  const edits = source === undefined || program === null ? undefined : editsOf(text, program, source);
  return { id, strategy, detail, view: edits ?? besideSource(text, program, source) };
}

function besideSource(text: string, program: string | null, source: string | undefined): RewriteView {
  const what = text === '' && program !== null ? 'program' : 'text';
  const { text: beginning, after: cut } = excerpt(what === 'program' ? (program ?? '') : text, [], SHOWN_UNITS);
  const { spans, places } = grounded(beginning, source ?? '');
  const plain: Span[] = beginning === '' ? [] : [{ kind: 'new', text: beginning }];
  return {
    kind: 'rewrite',
    what,
    spans: source === undefined || what === 'program' ? plain : spans,
    cut,
    source: source === undefined ? undefined : excerpt(source, places, SHOWN_UNITS),
  };
}

/** What the program did, where carrying it out again comes to the same text and there is room for its lines. */
function editsOf(text: string, program: string, source: string): EditView | undefined {
  const { result, lines } = reviewProgram(source, parseProgram(program), PROGRAM_LIMITS);
  if (result.text !== text) return undefined;
  const first = lines.findIndex(({ kind }) => kind !== 'kept');
  const before = Math.max(0, first - LINES_BEFORE);
  let units = 0;
  const shown = lines.slice(before).filter((line) => {
    units += unitsOf(line);
    return units <= SHOWN_UNITS;
  });
  if (shown.length === 0) return undefined;
  return { kind: 'edit', deeds: deedsOf(result), lines: shown, before, after: lines.length - before - shown.length };
}

function unitsOf(line: DiffLine): number {
  if (line.kind !== 'changed') return line.text.length + 1;
  return line.segments.reduce((sum, { text }) => sum + text.length, 1);
}
