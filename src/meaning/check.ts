import type { Usage } from '../vocabulary/generation.ts';
import type { Task } from '../vocabulary/task.ts';

/** A rewrite that passed every rule. */
export interface Rewrite {
  readonly task: Pick<Task, 'recordId' | 'document' | 'source' | 'sourceTokens' | 'firstLine'>;
  /** The text as it would be accepted, without the source of `with_source`. */
  readonly text: string;
}

/** What one check says of a rewrite, before anybody holds it against a bound. */
export type Finding =
  /** `detail`: what was found, for a person. */
  | { readonly kind: 'score'; readonly score: number; readonly detail: string; readonly usage: Usage }
  | { readonly kind: 'undecided'; readonly detail: string; readonly usage: Usage };

/** Asks a model about a rewrite. Rejects with the signal's reason, or with a RewriteError that only a person can mend. */
export type Ask = (rewrite: Rewrite, signal: AbortSignal) => Promise<Finding>;
