import type { SkippedRow, SourceRecord } from '../external/read-source.ts';
import { type ColumnsSighted, watchColumns } from '../select/columns-met.ts';
import { parseExpression } from '../selection/expression/expression.ts';
import { unitInterval } from '../text/hash.ts';
import { type PackingBounds, refusalOf } from './packing-shape.ts';
import type { BlendRecipe } from './recipe.ts';
import { sourceDocument } from './source-document.ts';
import { binOf } from './stratum.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What the first reading asks of each document of a source. Plain values: threads are told them. */
export interface Questions {
  /** The source's name. */
  readonly source: string;
  readonly seed: number;
  /** Undefined: documents are not packed. */
  readonly packing: PackingBounds | undefined;
  /** An expression: the domain. */
  readonly domain: string | undefined;
  readonly order: BlendRecipe['order'];
}

/** What became of a row. */
type Examined =
  | { readonly kind: 'left_out'; readonly reason: string }
  | {
      readonly kind: 'document';
      /** Undefined where it has none, and where it was not asked for. */
      readonly domain: string | undefined;
      /** Of its key. */
      readonly bin: number;
      readonly tokens: number;
      /** The first key of the order: the same for all where they are shuffled. */
      readonly order: number;
      /** It should be ordered by a number, and has none: its key is infinite. */
      readonly isUnordered: boolean;
    };

/** Some rows of one file, examined. */
export interface ExaminedRows {
  /** Index of the file among those of its source. */
  readonly file: number;
  readonly rows: readonly Examined[];
  readonly columns: ColumnsSighted;
}

/** Makes what examines rows of a source, some at a time. */
export function createExaminer(
  { source, seed, packing, domain, order }: Questions,
  tokenizer: Pick<Tokenizer, 'count'>,
): (rows: Iterable<SourceRecord | SkippedRow>, file: number) => ExaminedRows {
  const domainOf = domain === undefined ? undefined : parseExpression(domain, 'domains.column');
  const by = order === 'shuffled' ? undefined : parseExpression(order.by, 'order.by');
  const isAsked = domainOf !== undefined || by !== undefined;
  return (rows, file) => {
    const columns = watchColumns(domainOf === undefined ? [] : [domainOf], () => {});
    const examine = (row: SourceRecord | SkippedRow): Examined => {
      if (row.kind === 'skipped') return { kind: 'left_out', reason: row.reason };
      const tokens = tokenizer.count(row.text);
      // Only expressions see it so: they are not always asked.
      const document = isAsked ? sourceDocument(row) : undefined;
      if (document !== undefined) columns.see(document);
      const reason = packing && refusalOf(row.text, tokens, packing);
      if (reason !== undefined) return { kind: 'left_out', reason };
      const value = document && by?.score(document);
      return {
        kind: 'document',
        domain: document && domainOf?.label(document),
        // A function of the seed, its source and its id.
        bin: binOf(unitInterval(seed, 'blend', source, row.id)),
        tokens,
        order: placeOf(value, order),
        isUnordered: by !== undefined && typeof value !== 'number',
      };
    };
    return { file, rows: Array.from(rows, examine), columns: columns.sighted() };
  };
}

/** Documents without a number come last. */
function placeOf(value: unknown, order: BlendRecipe['order']): number {
  if (order === 'shuffled') return 0;
  if (typeof value !== 'number') return Number.POSITIVE_INFINITY;
  return order.direction === 'ascending' ? value : -value;
}
