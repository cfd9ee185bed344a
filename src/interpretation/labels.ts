import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Task } from '../vocabulary/task.ts';
import { failedBecause } from './failure.ts';
import type { Compose } from './interpreter.ts';
import { combineLabels, type SegmentLabels } from './labels/combine.ts';
import { labelGrammarNamed } from './labels/registry.ts';
import { partsOf, sourceOf } from './parts.ts';

/**
 * Interprets answers that rate a text: its labels, by column, are the candidate's text as a JSON object. A text that is
 * split has the token-weighted mean of its segments. An answer that is not in the strategy's form rejects the task, with
 * the answer as its text: nothing is guessed.
 */
export function* interpretLabels(
  task: Task,
  compose: Compose,
): Generator<readonly Prompt[], Interpretation, readonly Generation[]> {
  const { strategy } = task;
  const { labels: options } = strategy.output;
  const grammar = options === undefined ? undefined : labelGrammarNamed(options.grammar);
  if (options === undefined || grammar === undefined) throw new Error(`${strategy.path} names no grammar of labels.`);
  const parts = partsOf(sourceOf(task), strategy);
  const generations = yield parts.map((part, index) => compose(strategy, part, index));
  const failed = failedBecause(generations);
  if (failed !== undefined) return failed;

  const segments: SegmentLabels[] = [];
  for (const [index, part] of parts.entries()) {
    const answer = generations[index];
    if (answer?.kind !== 'answer') continue;
    const labels = grammar.read(answer, options);
    if (typeof labels === 'string') {
      const detail = parts.length === 1 ? labels : `segment ${index + 1} of ${parts.length}: ${labels}`;
      return { kind: 'rejected', reason: `format.${options.grammar}`, detail, text: answer.text, program: null };
    }
    segments.push({ labels, tokens: part.tokens });
  }
  const text = JSON.stringify(combineLabels(segments));
  return { kind: 'candidate', text, completionVerbatim: false, program: null };
}
