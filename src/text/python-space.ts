/**
 * White space as Python's `\s` and `str.strip` have it, which is not quite JavaScript's: the separators of files and U+0085
 * are among it, the byte order mark is not.
 */
export const PYTHON_SPACE: RegExp = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Python's `text.strip()`. Linear. */
export function stripAsPython(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && PYTHON_SPACE.test(text.charAt(start))) start += 1;
  while (end > start && PYTHON_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
