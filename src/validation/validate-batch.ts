import { loadLanguageLibrary } from '../text/language.ts';
import type { Candidate } from '../vocabulary/candidate.ts';
import type { ValidationStep } from '../vocabulary/strategy.ts';
import { validate, type ValidationResult } from './validate.ts';

/** Candidates for a worker thread, and the steps of their strategies, each list sent once. */
export interface ValidationBatch {
  readonly candidates: readonly Candidate[];
  /** For each candidate the index of its steps in `steps`. */
  readonly stepsOf: readonly number[];
  readonly steps: readonly (readonly ValidationStep[])[];
}

/** What became of one candidate: a result, or the exception that a rule of ours threw on it. */
export type Validated =
  | { readonly result: ValidationResult; readonly thrown?: undefined }
  | { readonly result?: undefined; readonly thrown: unknown };

/** Validates each candidate of a batch; in a worker thread. Loads the language library as the main thread does. */
export async function validateBatch({ candidates, stepsOf, steps }: ValidationBatch): Promise<Validated[]> {
  await loadLanguageLibrary();
  return candidates.map((candidate, index) => {
    try {
      return { result: validate(candidate, steps[stepsOf[index] ?? 0] ?? []) };
    } catch (thrown) {
      return { thrown };
    }
  });
}
