import { count, percent } from '../text/figures.ts';
import { breakable, html, type Html } from './html.ts';

/** A column: of text, or of numbers, which stand to the right. */
export interface Column {
  readonly title: string;
  readonly kind: 'text' | 'number';
}

/** A number as it is written, and as it sorts; null where there is none, which stands last. */
interface NumberCell {
  readonly said: string;
  readonly value: number | null;
}

export type Cell = string | Html | NumberCell;

export interface Table {
  /** What is in it, for those who hear it. */
  readonly label: string;
  /** The first is of what each row is about. */
  readonly columns: readonly Column[];
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that its reader can sort, and can scroll by keyboard where it is wider than the page. */
export function table({ label, columns, rows }: Table): Html {
  const heads = columns.map(({ title, kind }) =>
    kind === 'number'
      ? html`<th scope="col" class="number">${breakable(title)}</th>`
      : html`<th scope="col">${breakable(title)}</th>`,
  );
  const body = rows.map(
    ([first = '', ...rest]) => html`<tr>${headOf(first)}${rest.map(cell)}</tr>
`,
  );
  const narrow = columns.slice(1).every(({ kind }) => kind === 'number') ? ' narrow' : '';
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table class="sortable${narrow}"><thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}

/** Columns of text first, of numbers then. */
export function columnsOf(texts: readonly string[], numbers: readonly string[]): Column[] {
  return [
    ...texts.map((title): Column => ({ title, kind: 'text' })),
    ...numbers.map((title): Column => ({ title, kind: 'number' })),
  ];
}

/** A number of things. */
export function countCell(value: number): NumberCell {
  return { said: count(value), value };
}

/** A figure as `said` writes it; a dash where it is not known. */
export function figureCell(value: number | null | undefined, said: (value: number) => string): NumberCell {
  return value === null || value === undefined ? { said: '–', value: null } : { said: said(value), value };
}

/** A part of a whole; a dash of nothing. */
export function shareCell(part: number, all: number): NumberCell {
  return figureCell(all === 0 ? null : part / all, percent);
}

function cell(content: Cell): Html {
  if (typeof content === 'string' || 'markup' in content) return html`<td>${content}</td>`;
  return html`<td class="number" data-value="${content.value ?? ''}">${content.said}</td>`;
}

/** What a row is about; a number sorts as one. */
function headOf(content: Cell): Html {
  if (typeof content === 'string' || 'markup' in content) return html`<th scope="row">${content}</th>`;
  return html`<th scope="row" data-value="${content.value ?? ''}">${content.said}</th>`;
}
