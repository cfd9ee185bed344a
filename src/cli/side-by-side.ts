import { columns, cut } from './columns.ts';

/** Lines of each side that are shown. */
const MOST_LINES = 60;

/** Two texts in two columns of together `width` characters, wrapped at words, cut after 60 lines. */
export function beside(left: string, right: string, width: number): string {
  const column = Math.max(20, Math.floor((width - 3) / 2));
  const [ours, theirs] = [wrap(left, column), wrap(right, column)];
  const height = Math.max(ours.length, theirs.length);
  const lines = Array.from({ length: height }, (_, row) =>
    `${pad(ours[row] ?? '', column)} │ ${theirs[row] ?? ''}`.trimEnd(),
  );
  return lines.join('\n');
}

function wrap(text: string, width: number): string[] {
  // More than that fills the lines, whatever it holds: nothing below depends on the length of the text.
  const most = 2 * width * MOST_LINES;
  const shown = text.length > most ? `${text.slice(0, most)}…` : text;
  const lines = shown.split('\n').flatMap((line) => wrapLine(line.replace(/\p{Cc}/gu, ' '), width));
  if (lines.length <= MOST_LINES && shown === text) return lines;
  return [...lines.slice(0, MOST_LINES), '[…]'];
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of line.split(/ +/)) {
    const longer = open === '' ? word : `${open} ${word}`;
    if (columns(longer) <= width) {
      open = longer;
      continue;
    }
    if (open !== '') lines.push(open);
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    open = pieces.at(-1) ?? '';
  }
  return [...lines, open];
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
