/**
 * A text as ProX shows it to a model: each line as `[NNN]line`, joined by `\n`. The number is at least three digits
 * wide and counts from `firstLine` (0-based over the whole document), so line 1000 is `[1000]`.
 */
export function numberLines(text: string, firstLine: number): string {
  return text
    .split('\n')
    .map((line, index) => numberLine(line, firstLine + index))
    .join('\n');
}

/** One line behind its number over the whole document. */
export function numberLine(line: string, index: number): string {
  return `[${String(index).padStart(3, '0')}]${line}`;
}
