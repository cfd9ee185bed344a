import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, linesOf, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('table'), min_rows: atLeast(2), start });

/**
 * A Markdown pipe table: header, separator and rows of the same number of columns. A title or a sentence may stand
 * before it; behind it may stand text, and `Question:` with `Answer:` pairs, which then must be whole.
 */
export const table: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_rows }) {
    let before = '';
    let columns = 0;
    let rows = 0;
    let read = 0;
    for (const line of linesOf(text)) {
      if (columns > 0) {
        if (!line.includes('|')) break;
        rows++;
        const found = cells(line).length;
        if (found !== columns) return `row ${rows} has ${found} columns, the header ${columns}`;
      } else if (isSeparator(line)) {
        if (!before.includes('|')) return NO_TABLE;
        columns = cells(before).length;
        if (columns < 2) return 'the table has one column';
        if (cells(line).length !== columns) return `the separator has not the header's ${columns} columns`;
      }
      before = line;
      read += line.length + 1;
    }
    if (columns === 0) return NO_TABLE;
    return rows < min_rows ? `${rows} rows, at least ${min_rows}` : questionsBehind(text.slice(read));
  },
};

const NO_TABLE = 'no table with a header and a separator';
const QUESTIONS = /(?:^|\n)(?:[^\S\n]|[#*]){0,6}(?:Question|Answer)\b/i;

/** What is wrong with the questions behind a table, where there are any. */
function questionsBehind(text: string): string | undefined {
  const from = text.search(QUESTIONS);
  return from < 0 ? undefined : labelledPairs(text.slice(from), 'question', 'answer').problem;
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
