import type { Candidate } from '../vocabulary/candidate.ts';
import type { ValidationStep } from '../vocabulary/strategy.ts';
import { type CandidateView, viewOf } from './candidate-view.ts';
import { validatorNamed } from './registry.ts';

/** What all validators of a strategy together say of one candidate. */
export interface ValidationResult {
  /** True when there are no reasons. */
  readonly accepted: boolean;
  /** The candidate's text after cleaning. */
  readonly text: string;
  /** Why it is rejected, in the order of the steps; a run's `reason` is the first. */
  readonly reasons: readonly string[];
  /** One for each reason, for a person. */
  readonly details: readonly string[];
  /** Validator → score, to four decimals; the lowest where a validator is listed more than once. */
  readonly scores: Readonly<Record<string, number>>;
  /** Names of the cleaning steps that changed the text. */
  readonly cleaned: readonly string[];
}

/**
 * Runs every step in order, also after one has rejected; each sees the text as cleaned so far. A text without anything
 * in it is too short whatever the steps say.
 * Throws an Error for a step whose validator does not exist: steps come from `validationSchema`, which refuses those.
 */
export function validate(candidate: Candidate, steps: readonly ValidationStep[]): ValidationResult {
  const reasons: string[] = [];
  const details: string[] = [];
  const cleaned: string[] = [];
  const scores: Record<string, number> = {};
  let view: CandidateView = viewOf(candidate);
  for (const step of steps) {
    const validator = validatorNamed(step.validator);
    if (validator === undefined) throw new Error(`No validator is called ${JSON.stringify(step.validator)}.`);
    const verdict = validator.judge(view, step.bounds);
    const score = rounded(verdict.score);
    scores[step.validator] = Math.min(score, scores[step.validator] ?? score);
    if (!verdict.accepted) {
      reasons.push(verdict.reason);
      details.push(verdict.detail);
    } else if (verdict.cleaned !== undefined) {
      cleaned.push(...verdict.cleaned.steps);
      view = viewOf(candidate, verdict.cleaned.text);
    }
  }
  if (reasons.length === 0 && view.text.trim() === '') {
    reasons.push('length.too_short');
    details.push('no text is left');
  }
  return { accepted: reasons.length === 0, text: view.text, reasons, details, scores, cleaned };
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
