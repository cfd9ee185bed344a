const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/;

/** Columns a text takes in a terminal: two for each character of the wide scripts. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += WIDE.test(character) ? 2 : 1;
  return sum;
}

/**
 * Where a text without line breaks is broken to fit into `width` columns: the UTF-16 offsets of its rows, `end`
 * exclusive. After the last space that fits, else within the word. An empty text is one empty row.
 */
export function wrapRows(text: string, width: number): { readonly start: number; readonly end: number }[] {
  const rows: { start: number; end: number }[] = [];
  let start = 0;
  let taken = 0;
  let afterSpace = 0;
  let at = 0;
  for (const character of text) {
    const wide = columns(character);
    if (taken + wide > width && at > start) {
      const end = afterSpace > start ? afterSpace : at;
      rows.push({ start, end });
      taken = columns(text.slice(end, at));
      start = end;
    }
    taken += wide;
    at += character.length;
    if (character === ' ') afterSpace = at;
  }
  return [...rows, { start, end: at }];
}

/** A text in pieces of at most `width` columns, whatever stands in it; an empty text is one empty piece. */
export function cut(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of text) {
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
