/** Where the string stands in a text, at `from` or behind: the offset in UTF-16 units, -1 where it does not. */
export type FindString = (text: string, from: number) => number;

/** In UTF-16 units: the engine's own search for so short a string is many times as fast, and linear by that bound. */
export const SHORT = 128;

/**
 * Prepares the search for a string that is not empty: `indexOf`, but linear in text and string whatever they are. That
 * compares half of `a…aba…a` again at each character of `a…a`.
 */
export function findString(pattern: string): FindString {
  if (pattern.length <= SHORT) return (text, from) => text.indexOf(pattern, from);
  const head = pattern.slice(0, SHORT);
  let borders: Int32Array | undefined;
  return (text, from) => {
    const first = text.indexOf(head, from);
    if (first === -1) return -1;
    borders ??= bordersOf(pattern);
    return searchFrom(first, text, pattern, borders);
  };
}

/** The search of Knuth, Morris and Pratt (1977): no unit of the text is looked at again once it has matched. */
function searchFrom(first: number, text: string, pattern: string, borders: Int32Array): number {
  let matched = 0;
  for (let at = first; at < text.length; at += 1) {
    matched = extended(matched, text.charCodeAt(at), pattern, borders);
    if (matched === pattern.length) return at + 1 - matched;
  }
  return -1;
}

/** By length of a beginning of the pattern, the length of the longest shorter beginning that it ends in. */
function bordersOf(pattern: string): Int32Array {
  const borders = new Int32Array(pattern.length + 1);
  for (let length = 2; length <= pattern.length; length += 1) {
    borders[length] = extended(borders[length - 1] ?? 0, pattern.charCodeAt(length - 1), pattern, borders);
  }
  return borders;
}

/** How much of the pattern's beginning is matched with one more unit; less than all of it was before. */
function extended(matched: number, unit: number, pattern: string, borders: Int32Array): number {
  let length = matched;
  while (length > 0 && pattern.charCodeAt(length) !== unit) length = borders[length] ?? 0;
  return pattern.charCodeAt(length) === unit ? length + 1 : 0;
}
