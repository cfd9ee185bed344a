import type { Document } from './document.ts';
import type { MeaningCheck } from './meaning.ts';
import type { Strategy } from './strategy.ts';

/** One rewrite to make: a document, or one chunk of it, by one strategy, in one variation. */
export interface Task {
  /** Place in the schedule, 0-based and without gaps: the key of the ledger. */
  readonly number: number;
  /** `<source_id>/<strategy>/<n>`, n = chunk × variations + variation. */
  readonly recordId: string;
  /** First 16 hex digits of sha256 over source text, chunk, prompt file, generation settings and model. */
  readonly sha: string;
  readonly document: Document;
  readonly strategy: Strategy;
  /** Index of the chunk that the task is about; null when it is about the whole document. */
  readonly chunk: number | null;
  /** The text to rewrite: the chunk, or the whole document. */
  readonly source: string;
  /** Estimated tokens of `source`. */
  readonly sourceTokens: number;
  /** 0-based index of the first line of `source` in the document. */
  readonly firstLine: number;
  /** This task's draw of the strategy's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The checks of meaning that its rewrite is to be put to; absent where there are none. */
  readonly checks?: readonly MeaningCheck[];
}
