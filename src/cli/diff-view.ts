import type { DiffLine, Segment } from '../prox/diff.ts';
import { type DiffStretch, foldDiff } from '../prox/fold.ts';
import { visible } from '../text/visible.ts';
import { count } from '../text/figures.ts';
import { columns, cut, wrapRows } from './columns.ts';

/** What the terminal is. */
export interface Look {
  readonly width: number;
  /** Whether it shows colours and strikes: without, marks stand for them. */
  readonly colour: boolean;
}

/** Rows of a diff that are shown, and rows of one line: a preview is for looking. */
const MOST_ROWS = 400;
const MOST_ROWS_OF_LINE = 12;
/** Characters of an unchanged stretch shown beside a change, in a line that is too long to show whole. */
const BESIDE_CHANGE = 120;

type Style = 'kept' | 'deleted' | 'inserted' | 'faint';

/** Red and struck, green and underlined: the strike and the underline say it to whoever does not see the colours. */
const SGR: Readonly<Record<Style, string>> = { kept: '', deleted: '31;9', inserted: '32;4', faint: '2' };

const MARKS: Readonly<Record<DiffLine['kind'], string>> = { kept: ' ', removed: '-', changed: '~' };

/** A piece of a row in one style. */
interface Piece {
  readonly text: string;
  readonly style: Style;
}

/**
 * A diff for the terminal: a mark and the line's index before each line, as programs count it. Removed lines are struck,
 * replaced strings struck and what came in their place underlined; without colours they are `- ` and `[-old-]{+new+}`.
 * Long unchanged stretches are folded; what is more than a few screens is only counted.
 */
export function describeDiff(lines: readonly DiffLine[], look: Look): string {
  const digits = Math.max(3, String(lines.length - 1).length);
  const rows: string[] = [];
  let left = lines.length;
  for (const stretch of foldDiff(lines)) {
    if (stretch.folded) {
      rows.push(foldedRow(stretch, digits, look));
      left -= stretch.lines.length;
      continue;
    }
    for (const line of stretch.lines) {
      if (rows.length >= MOST_ROWS)
        return [...rows, `[${count(left)} more lines; --html FILE shows them all]`].join('\n');
      rows.push(...rowsOf(line, digits, look));
      left -= 1;
    }
  }
  return rows.join('\n');
}

function foldedRow({ lines }: DiffStretch, digits: number, look: Look): string {
  const kind = lines[0]?.kind ?? 'kept';
  const what = kind === 'kept' ? '' : `more ${kind} `;
  return `${MARKS[kind]} ${paint({ text: `${'…'.padStart(digits)}  ${count(lines.length)} ${what}lines`, style: 'faint' }, look)}`;
}

function rowsOf(line: DiffLine, digits: number, look: Look): string[] {
  const number = String(line.line).padStart(3, '0').padStart(digits);
  const first = `${MARKS[line.kind]} ${paint({ text: number, style: 'faint' }, look)}  `;
  const indent = digits + 4;
  const width = Math.max(20, look.width - indent);
  const pieces = piecesOf(line, look, width);
  const text = pieces.map((piece) => piece.text).join('');
  const rows = wrapRows(text, width);
  const shown = rows.slice(0, MOST_ROWS_OF_LINE).map(({ start, end }, row) => {
    const before = row === 0 ? first : `${MARKS[line.kind]}${' '.repeat(indent - 1)}`;
    return `${before}${paintRange(pieces, start, end, look)}`.trimEnd();
  });
  return rows.length > MOST_ROWS_OF_LINE ? [...shown, `${MARKS[line.kind]}${' '.repeat(indent - 1)}[…]`] : shown;
}

/** A line in styles, with nothing in it that the terminal would obey, and not much longer than what is shown of it. */
function piecesOf(line: DiffLine, { colour }: Look, width: number): Piece[] {
  const most = 2 * width * MOST_ROWS_OF_LINE;
  if (line.kind !== 'changed') {
    const style = line.kind === 'removed' ? 'deleted' : 'kept';
    return [{ text: visible(shorten(line.text, most, 0)), style }];
  }
  const length = line.segments.reduce((sum, segment) => sum + segment.text.length, 0);
  const long = length > width * MOST_ROWS_OF_LINE;
  return line.segments.map((segment, index) => {
    const last = index === line.segments.length - 1 ? 0 : BESIDE_CHANGE;
    const text = long ? shorten(segment.text, index === 0 ? 0 : BESIDE_CHANGE, last) : segment.text;
    const shown = visible(text).replaceAll('\n', '↵');
    return { text: colour ? shown : marked(segment.kind, shown), style: segment.kind };
  });
}

function marked(kind: Segment['kind'], text: string): string {
  if (kind === 'kept') return text;
  return kind === 'deleted' ? `[-${text}-]` : `{+${text}+}`;
}

/** The first `head` and the last `tail` characters of a text, when it has more. */
function shorten(text: string, head: number, tail: number): string {
  if (text.length <= head + tail + 1) return text;
  return `${text.slice(0, head)}…${tail === 0 ? '' : text.slice(-tail)}`;
}

/** The part of a line from `start` to `end`, painted. */
function paintRange(pieces: readonly Piece[], start: number, end: number, look: Look): string {
  let offset = 0;
  let row = '';
  for (const { text, style } of pieces) {
    const part = text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
    if (part !== '') row += paint({ text: part, style }, look);
    offset += text.length;
  }
  return row;
}

function paint({ text, style }: Piece, { colour }: Look): string {
  return colour && SGR[style] !== '' ? `\u001B[${SGR[style]}m${text}\u001B[0m` : text;
}

/** A text on one line of the terminal: cut with `…` where it is longer. */
export function oneLine(text: string, width: number): string {
  const shown = visible(text.slice(0, 2 * width)).replaceAll('\n', '↵');
  if (columns(shown) <= width && text.length <= 2 * width) return shown;
  return `${cut(shown, width - 1)[0] ?? ''}…`;
}
