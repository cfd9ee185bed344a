import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('table'), min_rows: atLeast(2), start });

/**
 * A Markdown pipe table: header, separator and rows of the same number of columns. A title or a sentence may stand
 * before it; behind it may stand text, and `Question:` with `Answer:` pairs, which then must be whole.
 */
export const table: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(lines, { min_rows }) {
    const separator = lines.findIndex(isSeparator);
    const header = lines[separator - 1];
    if (separator < 1 || header === undefined || !header.includes('|')) return 'no table with a header and a separator';
    const columns = cells(header).length;
    if (columns < 2) return 'the table has one column';
    if (cells(lines[separator] ?? '').length !== columns)
      return `the separator has not the header's ${columns} columns`;
    let row = separator + 1;
    for (; row < lines.length && lines[row]?.includes('|') === true; row++) {
      const found = cells(lines[row] ?? '').length;
      if (found !== columns) return `row ${row - separator} has ${found} columns, the header ${columns}`;
    }
    const rows = row - separator - 1;
    if (rows < min_rows) return `${rows} rows, at least ${min_rows}`;
    return questionsBehind(lines.slice(row));
  },
};

function questionsBehind(lines: readonly string[]): string | undefined {
  const from = lines.findIndex((line) => /^[\s#*]{0,6}(?:Question|Answer)\b/i.test(line));
  return from < 0 ? undefined : labelledPairs(lines.slice(from), 'question', 'answer').problem;
}

function isSeparator(line: string): boolean {
  return line.includes('-') && line.includes('|') && /^[\s|:-]+$/.test(line);
}

/** The cells of a row: outer pipes and escaped pipes do not separate. */
function cells(line: string): string[] {
  const parts = line.trim().split(/(?<!\\)\|/);
  if (parts.length > 1 && !hasWords(parts[0] ?? '') && (parts[0] ?? '').trim() === '') parts.shift();
  if (parts.length > 1 && (parts.at(-1) ?? '').trim() === '') parts.pop();
  return parts;
}
