import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Answer, Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Task } from '../vocabulary/task.ts';
import { failedBecause } from './failure.ts';
import type { Compose } from './interpreter.ts';
import { partsOf, sourceOf } from './parts.ts';

/**
 * Interprets answers that are the text itself. One part: the completion, unchanged. Several: all of them, in order,
 * as paragraphs; a part without an answer fails the task, and an empty one rejects it (part of the document would be
 * missing). Whether an answer was cut off is left to validation, which sees the worst finish reason.
 */
export function* interpretText(
  task: Task,
  compose: Compose,
): Generator<readonly Prompt[], Interpretation, readonly Generation[]> {
  const generations = yield partsOf(sourceOf(task), task.strategy).map((part, index) =>
    compose(task.strategy, part, index),
  );
  const failed = failedBecause(generations);
  if (failed !== undefined) return failed;
  const texts = generations
    .filter((generation): generation is Answer => generation.kind === 'answer')
    .map(({ text }) => text);
  const [only] = texts;
  if (only !== undefined && texts.length === 1)
    return { kind: 'candidate', text: only, completionVerbatim: true, program: null };
  const trimmed = texts.map((text) => text.trim());
  const text = trimmed.join('\n\n');
  const empty = trimmed.indexOf('');
  if (empty !== -1) {
    const detail = `the answer to part ${empty + 1} of ${trimmed.length} is empty`;
    return { kind: 'rejected', reason: 'length.too_short', detail, text, program: null };
  }
  return { kind: 'candidate', text, completionVerbatim: false, program: null };
}
