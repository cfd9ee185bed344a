import type { SkippedRow, SourceRecord } from '../external/source-record.ts';
import { type ColumnsSighted, watchColumns } from '../select/columns-met.ts';
import { type Expression, parseExpression } from '../selection/expression/expression.ts';
import { unitInterval } from '../text/hash.ts';
import { type PackingBounds, refusalOf } from './packing-bounds.ts';
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

/** What rows have in common: that they are left out and why, or their domain. */
type RowGroup =
  | {
      readonly kind: 'left_out';
      readonly reason: string;
      /** Of the first of them that is no document: what is wrong with it and where. */
      readonly detail?: string;
    }
  | {
      readonly kind: 'documents';
      /** Undefined where they have none, and where it was not asked for. */
      readonly domain: string | undefined;
      /** They should be ordered by a number, and have none: their keys are infinite. */
      readonly areUnordered: boolean;
    };

/** Some rows of one file, examined: columns of numbers, which go from thread to thread for nothing. */
export interface ExaminedRows {
  /** Index of the file among those of its source. */
  readonly file: number;
  readonly groups: readonly RowGroup[];
  /** Of each row, the index of its group. */
  readonly groupOf: Uint32Array;
  /** Of each row's key; 0 for one that is left out, as in the columns below. */
  readonly bins: Uint16Array;
  readonly tokens: Uint32Array;
  /** The first key of the order: the same for all where they are shuffled. */
  readonly orders: Float64Array;
  /** Of what tells the domain, and of what orders. */
  readonly columns: { readonly domain: ColumnsSighted; readonly order: ColumnsSighted };
}

/** A row of a source: a document, or none. */
type SourceRow = SourceRecord | SkippedRow;

/** Makes what examines rows of a source, some at a time. */
export function createExaminer(
  { source, seed, packing, domain, order }: Questions,
  tokenizer: Pick<Tokenizer, 'count'>,
): (rows: readonly SourceRow[], file: number) => ExaminedRows {
  const domainOf = domain === undefined ? undefined : parseExpression(domain, 'domains.column');
  const by = order === 'shuffled' ? undefined : parseExpression(order.by, 'order.by');
  const isAsked = domainOf !== undefined || by !== undefined;
  return (rows, file) => {
    const ofDomain = watch(domainOf);
    const ofOrder = watch(by);
    const groups = createGroups();
    const groupOf = new Uint32Array(rows.length);
    const bins = new Uint16Array(rows.length);
    const tokens = new Uint32Array(rows.length);
    const orders = new Float64Array(rows.length);
    const examine = (row: SourceRow, at: number): RowGroup => {
      if (row.kind === 'skipped') return { kind: 'left_out', reason: row.reason, detail: row.detail };
      const count = tokenizer.count(row.text);
      // Only expressions see it so: they are not always asked.
      const document = isAsked ? sourceDocument(row) : undefined;
      if (document !== undefined) {
        ofDomain.see(document);
        ofOrder.see(document);
      }
      const reason = packing && refusalOf(row.text, count, packing);
      if (reason !== undefined) return { kind: 'left_out', reason };
      const value = document && by?.score(document);
      // A function of the seed, its source and its id.
      bins[at] = binOf(unitInterval(seed, 'blend', source, row.id));
      tokens[at] = count;
      orders[at] = placeOf(value, order);
      const areUnordered = by !== undefined && typeof value !== 'number';
      return { kind: 'documents', domain: document && domainOf?.label(document), areUnordered };
    };
    for (const [at, row] of rows.entries()) groupOf[at] = groups.indexOf(examine(row, at));
    const columns = { domain: ofDomain.sighted(), order: ofOrder.sighted() };
    return { file, groups: groups.all, groupOf, bins, tokens, orders, columns };
  };
}

function watch(expression: Expression | undefined) {
  return watchColumns(expression === undefined ? [] : [expression], () => {});
}

/** Groups by their value, in the order in which they are met. */
function createGroups() {
  const all: RowGroup[] = [];
  const indexes = new Map<string, number>();
  return {
    all,
    indexOf(group: RowGroup): number {
      const key =
        group.kind === 'left_out'
          ? group.reason
          : `${group.areUnordered} ${group.domain === undefined} ${group.domain}`;
      const known = indexes.get(key);
      if (known !== undefined) return known;
      indexes.set(key, all.length);
      return all.push(group) - 1;
    },
  };
}

/** Documents without a number come last. */
function placeOf(value: unknown, order: BlendRecipe['order']): number {
  if (order === 'shuffled') return 0;
  if (typeof value !== 'number') return Number.POSITIVE_INFINITY;
  return order.direction === 'ascending' ? value : -value;
}
