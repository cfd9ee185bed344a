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

/** A word in pieces that fit. */
function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of word) {
    const wide = columns(character);
    if (taken + wide > width) {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += character;
    taken += wide;
  }
  return [...pieces, piece];
}

/** Columns a text takes in a terminal: two for each character of the wide scripts. */
function columns(text: string): number {
  let sum = 0;
  for (const character of text)
    sum += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/.test(character) ? 2 : 1;
  return sum;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
