import { pickStrategies } from '../rotation/pick.ts';
import { profileDocument } from '../selection/profile.ts';
import type { Document, SourceDocument } from '../vocabulary/document.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { eligibleStrategies } from './eligible.ts';
import { expand } from './expand.ts';

/** What one document's tasks follow from, beside the document. */
export interface PlanOptions {
  readonly mix: Mix;
  readonly seed: number;
  /** Weight per strategy of the mix, for this document's epoch. */
  readonly weights: readonly number[];
  readonly modelNames: Readonly<Record<string, string>>;
  /** Number of the document's first task. */
  readonly firstTask: number;
}

/** A document's tasks (at least one), or why it makes none. */
export type DocumentPlan =
  | { readonly kind: 'tasks'; readonly document: Document; readonly tasks: readonly Task[] }
  | { readonly kind: 'skip'; readonly reason: string; readonly detail?: string };

/** Rates a document, chooses strategies among those that take it, and makes their tasks. A pure function. */
export function planDocument(source: SourceDocument, options: PlanOptions): DocumentPlan {
  const { mix, seed, weights, modelNames, firstTask } = options;
  const document = { ...source, profile: profileDocument(source) };
  const { indexes, reason } = eligibleStrategies(mix, document);
  if (reason !== undefined) return { kind: 'skip', reason };
  const picks = mix.rewritesPerDocument;
  const picked = pickStrategies({ seed, position: source.position, weights, eligible: indexes, picks });
  const strategies = picked.flatMap((index) => mix.entries[index]?.strategy ?? []);
  return { kind: 'tasks', document, tasks: expand({ document, strategies, firstTask, seed, modelNames }) };
}
