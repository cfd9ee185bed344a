import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Generation, GenerationFailure } from '../vocabulary/generation.ts';

/**
 * How a task ends whose generations include failures: with the first that no retry can help, else with the first of
 * all; undefined when there is none.
 */
export function failedBecause(generations: readonly Generation[]): Interpretation | undefined {
  const failures = generations.filter((generation): generation is GenerationFailure => generation.kind === 'failure');
  const failure = failures.find(({ ofDocument }) => ofDocument) ?? failures[0];
  if (failure === undefined) return undefined;
  return { kind: 'failed', reason: failure.reason, detail: failure.detail, ofDocument: failure.ofDocument };
}
