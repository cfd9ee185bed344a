import { excerpt } from '../corpus/excerpt.ts';
import type { InputFile } from '../corpus/input-files.ts';
import type { Expression } from '../selection/expression/expression.ts';
import type { RatingRange } from '../selection/rating-ranges.ts';
import type { SelectionReason } from '../selection/reasons.ts';
import type { BadRow, SourceDocument } from '../vocabulary/document.ts';

/** Documents left out by one step or another: how many by reason, and for reasons that hint at a slip the first of them. */
export interface Dropped {
  /** Counts documents under a reason. */
  count(reason: string, documents: number): void;
  /** Counts a row that is no document. */
  badRow(file: InputFile, row: BadRow): void;
  /** Counts a document for which the expressions come to nothing, for this reason. */
  document(file: InputFile, document: SourceDocument, reason: SelectionReason): void;
  readonly counts: ReadonlyMap<string, number>;
  /** By reason, where the first stood and what was wrong with it, for a person. */
  readonly first: ReadonlyMap<string, string>;
}

/** Reasons that say that a column holds something else than was thought. */
const TELLING: ReadonlySet<string> = new Set<SelectionReason>([
  'selection.no_score',
  'selection.not_a_number',
  'selection.out_of_range',
  'selection.type',
]);

/** @param expressions those that may come to nothing: of them the columns are shown */
export function createDropped(expressions: readonly Expression[]): Dropped {
  const counts = new Map<string, number>();
  const first = new Map<string, string>();
  const count = (reason: string, documents: number): void => {
    if (documents > 0) counts.set(reason, (counts.get(reason) ?? 0) + documents);
  };
  return {
    count,
    badRow({ label }, { position, reason, detail }) {
      count(reason, 1);
      if (!first.has(reason)) first.set(reason, `${label}, row ${position.row}: ${detail}`);
    },
    document({ label }, document, reason) {
      count(reason, 1);
      if (!TELLING.has(reason) || first.has(reason)) return;
      first.set(reason, `${label}, row ${document.position.row}: ${valuesIn(document, expressions)}`);
    },
    counts,
    first,
  };
}

/** `annotations.dataman.overall is 9 (1 to 5), language is "en"`. The text is left out: it is long, and no column. */
function valuesIn(document: SourceDocument, expressions: readonly Expression[]): string {
  const columns = new Map(
    expressions.flatMap((expression) => expression.columns).map((column) => [column.name, column]),
  );
  columns.delete('text');
  const values = [...columns.values()].map(({ name, read, range }) => {
    const value = read(document);
    if (value === undefined) return `it has no ${name}`;
    const bounds = range === undefined || typeof value !== 'number' ? '' : ` (its rater gives ${inWords(range)})`;
    return `${name} is ${excerpt(value)}${bounds}`;
  });
  return values.length === 0 ? `id ${excerpt(document.id)}` : values.join(', ');
}

function inWords({ least, greatest }: RatingRange): string {
  return Number.isFinite(greatest) ? `${least} to ${greatest}` : `${least} and more`;
}
