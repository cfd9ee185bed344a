import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Json } from '../../vocabulary/json.ts';
import { type RatingRange, ratingRangeOf } from '../rating-ranges.ts';
import type { SelectionReason } from '../reasons.ts';
import { columnOf } from './column.ts';
import { compile } from './compile.ts';
import { type Node, parseSyntax } from './syntax.ts';
import { isFault } from './value.ts';

/** A column that an expression reads. */
interface Column {
  /** Its path with dots. */
  readonly name: string;
  /** What a document has there, be it null; undefined where it has no such column. */
  readonly read: (document: SourceDocument) => Json | undefined;
  /** What its rater can give, where it is a rating with bounds. */
  readonly range: RatingRange | undefined;
}

/** What `--by` and `--where` take, ready to be asked of each document. */
export interface Expression {
  readonly source: string;
  /** Each once, in the order of the text. */
  readonly columns: readonly Column[];
  /** The number that it comes to, finite; else the reason why it comes to none. */
  score(document: SourceDocument): number | SelectionReason;
  /** What it comes to as a word, such as the name of a domain; undefined where it is null or makes no sense. */
  label(document: SourceDocument): string | undefined;
  /** True where it holds; else the reason: it does not, it is unknown (null), or it makes no sense. */
  holds(document: SourceDocument): true | SelectionReason;
}

/**
 * Reads an expression over a document's columns (`docs/selection.md` has the language).
 *
 * Null spreads through arithmetic and comparisons, as in SQL: a score of null is none, a condition of null does not hold;
 * `x == null` asks for it. Text among numbers, and a rating outside the range of its rater, are faults: they spread too,
 * and cost the one document.
 *
 * @param where begins the message of the usage error for one that cannot be read, such as `--by`
 */
export function parseExpression(source: string, where: string): Expression {
  const tree = parseSyntax(source, where);
  const evaluate = compile(tree);
  const columns = new Map<string, Column>();
  for (const path of pathsOf(tree)) {
    const name = path.join('.');
    columns.set(name, { name, read: columnOf(path), range: ratingRangeOf(path) });
  }
  return {
    source,
    columns: [...columns.values()],
    score(document) {
      const value = evaluate(document);
      if (value === null) return 'selection.no_score';
      if (isFault(value)) return value.reason === 'selection.type' ? 'selection.not_a_number' : value.reason;
      return typeof value === 'number' && Number.isFinite(value) ? value : 'selection.not_a_number';
    },
    label(document) {
      const value = evaluate(document);
      return value === null || isFault(value) ? undefined : String(value);
    },
    holds(document) {
      const value = evaluate(document);
      if (value === true) return true;
      if (value === false || value === null) return 'selection.where';
      return isFault(value) ? value.reason : 'selection.type';
    },
  };
}

function* pathsOf(node: Node): Generator<readonly string[]> {
  switch (node.kind) {
    case 'literal':
      return;
    case 'column':
      yield node.path;
      return;
    case 'negative':
    case 'not':
    case 'in':
      yield* pathsOf(node.operand);
      return;
    case 'binary':
      yield* pathsOf(node.left);
      yield* pathsOf(node.right);
      return;
    case 'call':
      for (const arg of node.args) yield* pathsOf(arg);
  }
}
