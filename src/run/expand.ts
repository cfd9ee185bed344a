import { chunksOf } from '../interpretation/chunks.ts';
import { drawVariables } from '../prompting/variables.ts';
import { sha256Hex } from '../text/hash.ts';
import type { Document } from '../vocabulary/document.ts';
import { stagesOf, type Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';

/** One strategy's tasks for one document. */
export interface ExpandRequest {
  readonly document: Document;
  /** The strategies that the document was given, in the mix's order. */
  readonly strategies: readonly Strategy[];
  /** Number of the first task. */
  readonly firstTask: number;
  readonly seed: number;
  /** Name of the served model, by key into the configured models. */
  readonly modelNames: Readonly<Record<string, string>>;
}

/** A text that a task rewrites, and where it stands in its document. */
interface Passage {
  readonly index: number | null;
  readonly text: string;
  readonly tokens: number;
  readonly firstLine: number;
}

/**
 * All tasks of a document, in schedule order: passage by passage, so that requests that share a prefix are adjacent in
 * time, then strategy by strategy, variation by variation. Strategies whose parts are joined get the whole document.
 */
export function expand(request: ExpandRequest): Task[] {
  const { document, strategies, firstTask, seed, modelNames } = request;
  const passagesOf = createSplitter(document);
  const drafts = strategies.flatMap((strategy) =>
    passagesOf(strategy).flatMap((passage) =>
      Array.from({ length: strategy.variations }, (_, variation) => ({ strategy, passage, variation })),
    ),
  );
  drafts.sort((left, right) => (left.passage.index ?? 0) - (right.passage.index ?? 0));
  return drafts.map(({ strategy, passage, variation }, index) => {
    const n = (passage.index ?? 0) * strategy.variations + variation;
    const recordId = `${document.id}/${strategy.name}/${n}`;
    return {
      number: firstTask + index,
      recordId,
      sha: taskSha(strategy, passage, modelNames),
      document,
      strategy,
      chunk: passage.index,
      source: passage.text,
      sourceTokens: passage.tokens,
      firstLine: passage.firstLine,
      variables: drawVariables(strategy.variables, seed, recordId),
    };
  });
}

/** What a strategy's tasks are about; strategies with the same bound on chunks share one split. */
function createSplitter(document: Document): (strategy: Strategy) => readonly Passage[] {
  const { text, profile } = document;
  const whole: readonly Passage[] = [{ index: null, text, tokens: profile.tokens, firstLine: 0 }];
  const splits = new Map<number, readonly Passage[]>();
  return ({ output, chunk }) => {
    if (output.join !== 'separate' || chunk === undefined) return whole;
    const known = splits.get(chunk.maxTokens);
    if (known !== undefined) return known;
    const split = chunksOf(text, chunk.maxTokens, profile.tokens).map((part, index) => ({ index, ...part }));
    splits.set(chunk.maxTokens, split);
    return split;
  };
}

/** First 16 hex digits of sha256 over source text, chunk, prompt file, generation settings and model. */
function taskSha(strategy: Strategy, passage: Passage, modelNames: ExpandRequest['modelNames']): string {
  const stages = stagesOf(strategy).flatMap(({ prompt, generation, model }) => [
    prompt.sha12,
    generation,
    modelNames[model] ?? model,
  ]);
  const settings = JSON.stringify([passage.index, ...stages]);
  return sha256Hex(`${settings}\n${passage.text}`).slice(0, 16);
}
