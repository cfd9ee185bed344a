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
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    let open = '';
    for (const word of line.replace(/\p{Cc}/gu, ' ').split(/ +/)) {
      const longer = open === '' ? word : `${open} ${word}`;
      if (columns(longer) <= width) {
        open = longer;
        continue;
      }
      if (open !== '') lines.push(open);
      open = word;
      while (columns(open) > width) {
        lines.push(open.slice(0, width));
        open = open.slice(width);
      }
    }
    lines.push(open);
    if (lines.length > MOST_LINES) return [...lines.slice(0, MOST_LINES), '[…]'];
  }
  return lines;
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
