import type { Cost } from '../run/cost.ts';
import { amount } from '../text/figures.ts';
import { columns } from './columns.ts';

/** A cost as `12.30, 0.082 per million accepted tokens`. */
export function costInWords({ total, per_million_accepted_tokens: perMillion }: Cost): string {
  return `${amount(total)}${perMillion === null ? '' : `, ${amount(perMillion)} per million accepted tokens`}`;
}

/** Rows of cells as lines with aligned columns; columns of numbers (all but the first) to the right. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columns(row[column] ?? ''))));
  const blanks = (cell: string, column: number): string => ' '.repeat((widths[column] ?? 0) - columns(cell));
  return rows
    .map((row) =>
      `${indent}${row
        .map((cell, column) => (column === 0 ? cell + blanks(cell, column) : blanks(cell, column) + cell))
        .join('  ')}`.trimEnd(),
    )
    .join('\n');
}
