import { excerptNames } from '../corpus/excerpt.ts';
import type { Expression } from '../selection/expression/expression.ts';
import { isFunctionName } from '../selection/expression/functions.ts';
import { nearest } from '../text/nearest.ts';
import type { SourceDocument } from '../vocabulary/document.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Json } from '../vocabulary/json.ts';

/** Documents whose columns are listed for a message. */
const LOOKED_AT = 1_000;
/** Names of columns that are kept for one. */
const MOST_NAMES = 200;
/** Documents without a column, from the first on, that make it look like a slip. */
const SUSPICIOUS = 10_000;

/** What was seen of some documents. */
export interface ColumnsSighted {
  readonly documents: number;
  /** Names of columns of the expressions that some document had. */
  readonly met: readonly string[];
  /** Names of all columns of the first of the documents. */
  readonly there: readonly string[];
}

/** Sees to it that a column which no document has is not taken for one that is always null. */
export interface ColumnsMet {
  see(document: SourceDocument): void;
  /** The columns that none had so far, and those that there are, in a sentence about `whom`; undefined where all were met. */
  missing(whom: string): string | undefined;
  /** What was seen so far, to be added elsewhere: a plain value. */
  sighted(): ColumnsSighted;
  /** Adds what another one of the same expressions has seen of documents that follow. */
  add(sighted: ColumnsSighted): void;
  /** Throws a usage error that names the columns that no document had, and those that there are. */
  check(): void;
}

/** `onWarning` is told once, early on, of columns that none of the first documents has. */
export function watchColumns(expressions: readonly Expression[], onWarning: (sentence: string) => void): ColumnsMet {
  let wanted = expressions.flatMap(({ columns }) => columns);
  const there = new Set<string>();
  let seen = 0;
  const complaint = (whom: string): string => {
    const names = [...there];
    const each = [...new Set(wanted.map(({ name }) => name))].map((name) => {
      const meant = isFunctionName(name) ? `${name}(text)` : nearest(name, names);
      return `${JSON.stringify(name)}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
    });
    const listed = names.length === 0 ? 'there are none but id and text' : `there are ${excerptNames(names)}`;
    return `${whom} has the column ${each.join(' or ')}; ${listed}`;
  };
  const count = (documents: number): void => {
    const isDue = seen < SUSPICIOUS && seen + documents >= SUSPICIOUS;
    seen += documents;
    if (isDue && wanted.length > 0) onWarning(complaint(`none of the first ${SUSPICIOUS} documents`));
  };
  return {
    see(document) {
      if (wanted.length > 0) wanted = wanted.filter(({ read }) => read(document) === undefined);
      // Without a column that is looked for in vain there is nothing to tell.
      if (wanted.length > 0 && seen < LOOKED_AT) namesIn(document.metadata, '', there);
      count(1);
    },
    sighted() {
      const met = expressions.flatMap(({ columns }) => columns).filter((column) => !wanted.includes(column));
      return { documents: seen, met: met.map(({ name }) => name), there: [...there] };
    },
    add(sighted) {
      if (seen < LOOKED_AT) for (const name of sighted.there) if (there.size < MOST_NAMES) there.add(name);
      wanted = wanted.filter(({ name }) => !sighted.met.includes(name));
      count(sighted.documents);
    },
    missing: (whom) => (wanted.length > 0 && seen > 0 ? complaint(whom) : undefined),
    check() {
      if (wanted.length > 0 && seen > 0) throw usageError(complaint('no document'));
    },
  };
}

/** Adds the paths of all columns to `names`: what holds an object counts by what is in it. */
function namesIn(value: Json, path: string, names: Set<string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (names.size < MOST_NAMES && path !== '') names.add(path);
    return;
  }
  for (const [name, inner] of Object.entries(value)) namesIn(inner, path === '' ? name : `${path}.${name}`, names);
}
