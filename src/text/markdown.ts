import { visible } from './visible.ts';

/** A name in a line or a cell of Markdown: on one line, and nothing in it is markup. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*<>[\]|&~]/g, String.raw`\$&`);
}

/** A table in Markdown; columns after the first stand to the right. Cells are Markdown. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, at) => (at === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map(line).join('\n');
}
