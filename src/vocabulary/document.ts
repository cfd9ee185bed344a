import type { JsonObject } from './json.ts';

/** Where a document stands in the corpus: the file's index in the sorted input list, and the row in it, both 0-based. */
export interface Position {
  readonly file: number;
  readonly row: number;
}

/** One parsed row of the corpus. */
export interface SourceDocument {
  /** The source's id (integers as decimal strings), or `<file>#<row>` where it is null or absent. */
  readonly id: string;
  /** The text, as it stands in the source. */
  readonly text: string;
  readonly position: Position;
  /** The source's other columns as JSON; empty with `--metadata drop`. */
  readonly metadata: JsonObject;
}

/** A row that cannot become a document: it is skipped, counted by reason and listed with its position. */
export interface BadRow {
  readonly position: Position;
  /** A dotted name beginning `input.`, listed in the reference of reasons. */
  readonly reason: string;
  /** For a person: what was wrong, with the offending value cut short. */
  readonly detail: string;
}

/** What a reader yields for each row of a file, in order: a document, or the reason why there is none. */
export type CorpusRow =
  | { readonly kind: 'document'; readonly document: SourceDocument }
  | { readonly kind: 'bad'; readonly bad: BadRow };

/** What selection finds out about a document: what is costly to find out is, when it is first read. */
export interface Profile {
  /** ISO 639-1 code (639-3 where there is none), or `und` when it cannot be told. */
  readonly language: string;
  /** Estimated tokens of the text. */
  readonly tokens: number;
  /** `high` when every quality rule passed (Gopher, C4 and FineWeb), else `low`. */
  readonly quality: 'high' | 'low';
  /** Names of the rules that failed, in check order; empty for `high`. */
  readonly failedRules: readonly string[];
  /** The title: `metadata.title` where the source has one, else the first heading-like line, else empty. */
  readonly title: string;
}

/** A document together with its profile: what the stages after selection see. */
export interface Document extends SourceDocument {
  readonly profile: Profile;
}
