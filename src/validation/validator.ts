import type { z } from 'zod';
import type { CandidateView } from './candidate-view.ts';

/** What one validator says of one candidate. */
export type Verdict = Accepted | Rejected;

/** The candidate passes, perhaps with its text cleaned: later validators see the cleaned text. */
export interface Accepted {
  readonly accepted: true;
  /** What the validator measured; its doc comment says what of. */
  readonly score: number;
  /** The text after cleaning and the names of the steps that changed it; absent when nothing changed. */
  readonly cleaned?: { readonly text: string; readonly steps: readonly string[] };
}

/** The candidate must not become training text. */
export interface Rejected {
  readonly accepted: false;
  readonly score: number;
  /** A dotted name out of the reference of reasons. */
  readonly reason: string;
  /** For a person: what was found, with the offending passage cut short. */
  readonly detail: string;
}

/**
 * One check of a rewrite: synchronous, sees one candidate, never throws for what a text contains, and takes time
 * linear in the length of text and source.
 */
export interface Validator<Bounds> {
  /** As it stands in a strategy's `validation` list and as the key of its score in a record. */
  readonly name: string;
  /** Every reason it can give. `finish.*` stands for whatever a server calls its reasons. */
  readonly reasons: readonly string[];
  /** A strict object; parsing `{}` gives the defaults unless a bound has none. */
  readonly bounds: z.ZodType<Bounds>;
  judge(candidate: CandidateView, bounds: Bounds): Verdict;
}

/** A verdict that passes the candidate. */
export function accept(score: number): Accepted {
  return { accepted: true, score };
}

/** A verdict that rejects the candidate. */
export function reject(reason: string, score: number, detail: string): Rejected {
  return { accepted: false, score, reason, detail };
}

/** A passage as a detail quotes it: on one line, at most 80 UTF-16 units and an ellipsis. */
export function quoted(passage: string): string {
  const line = passage.slice(0, 160).replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
