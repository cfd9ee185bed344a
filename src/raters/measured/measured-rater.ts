import type { SourceDocument } from '../../vocabulary/document.ts';
import type { JsonObject } from '../../vocabulary/json.ts';

/** What a rater reads of a document. */
export type RatedDocument = Pick<SourceDocument, 'text'>;

/** The rating of one document: a value for every column of the rater. Pure. */
export type Rate = (document: RatedDocument) => JsonObject;

/** What a rater is opened with: plain values, which worker threads can be sent. */
export interface MeasuredOptions {
  /** The model's file, absolute, for raters that take one. */
  readonly model?: string;
  /** Of a fastText model, the label whose probability is the score. */
  readonly label?: string;
}

/** A rater that measures: a function of the text, with no server to ask. */
export interface MeasuredRater {
  /** As `--rater` and `annotations` name it. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** The papers or systems that its figures come from. */
  readonly source: string;
  /** Every column of a rating and what it means, in their order. */
  readonly columns: Readonly<Record<string, string>>;
  /** Whether it needs `MeasuredOptions.model`. */
  readonly takesModel: boolean;
  /** Makes it ready, once for many documents. Throws a usage error where its options do not do. */
  open(options: MeasuredOptions): Promise<Rate>;
}
