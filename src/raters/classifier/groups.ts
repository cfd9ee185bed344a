import { excerptNames } from '../../corpus/excerpt.ts';
import { nearest } from '../../text/nearest.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import { usageError } from '../../vocabulary/error.ts';

/** What documents have in common (a site, a book), by which they are held out together. */
export interface Groups {
  /** Undefined: each document stands alone. */
  readonly column: string | undefined;
  /** What a document belongs to: its value in the column, its own text where it has none. */
  of(document: SourceDocument): string;
  /** To be called after the last document. Throws a usage error where none had the column, naming those that there are. */
  check(): void;
}

/** Documents by their values in a column. */
export function groupsBy(column: string | undefined): Groups {
  const names = new Set<string>();
  let grouped = 0;
  return {
    column,
    of({ text, metadata }) {
      if (column === undefined) return text;
      const group = metadata[column];
      if (group === undefined && grouped === 0) for (const name of Object.keys(metadata)) names.add(name);
      if (group === undefined || group === null) return text;
      grouped += 1;
      return JSON.stringify(group);
    },
    check() {
      if (column === undefined || grouped > 0) return;
      const known = [...names];
      const meant = nearest(column, known);
      const there = known.length === 0 ? 'there are none but text' : `there are ${excerptNames(known)}`;
      const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
      throw usageError(`--group-column ${column}: no document has a value there${hint}; ${there}`);
    },
  };
}
