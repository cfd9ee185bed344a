import { ProfiledCandidate } from '../run/profiled-candidate.ts';
import { UNPROCESSABLE } from '../run/unprocessable.ts';
import { profileDocument } from '../selection/profile.ts';
import { validate } from '../validation/validate.ts';
import type { ForeignCandidate } from './candidate.ts';
import type { Standard } from './standard.ts';

/** A candidate's source is no row of a corpus. */
export const NOWHERE = { file: 0, row: 0 };

/** What validation says of a candidate, as CONTRACT "validate" has it. */
export interface ForeignVerdict {
  readonly id: string | number | null;
  readonly accepted: boolean;
  /** In the order of the strategy's validators; a run's `reason` is the first. */
  readonly reasons: readonly string[];
  /** Validator → score; undefined for a line that is no candidate. */
  readonly scores?: Readonly<Record<string, number>>;
  /** The text after cleaning, where that changed it. */
  readonly text?: string;
  /** One for each reason, for a person. */
  readonly details: readonly string[];
}

/**
 * Judges one candidate as a run would judge it, whose model had answered with that text. Where the strategy's records
 * begin with their source and this text does too, what follows it is judged. Never throws: an exception of our own
 * rules is a verdict, and `onBug` is told.
 */
export function judgeCandidate(
  candidate: ForeignCandidate,
  standard: Standard,
  onBug: (cause: unknown) => void,
): ForeignVerdict {
  const { id, source, finishReason } = candidate;
  const { kind, byLanguageModel, instruction, steps, stepsWithoutFinish } = standard;
  const [before, text] = apart(candidate, standard);
  const profile = profileDocument({ id: '', text: source, metadata: {}, position: NOWHERE });
  try {
    const result = validate(
      new ProfiledCandidate({ text, source, finishReason, kind, byLanguageModel, instruction }, profile),
      finishReason === undefined ? stepsWithoutFinish : steps,
    );
    const { accepted, reasons, scores, details } = result;
    return {
      id,
      accepted,
      reasons,
      scores,
      ...(result.text === text ? {} : { text: before + result.text }),
      details,
    };
  } catch (cause) {
    onBug(cause);
    return { id, accepted: false, reasons: [UNPROCESSABLE], scores: {}, details: [String(cause)] };
  }
}

/** The source that the text begins with, with the blank line behind it, and the rest: what is judged. */
export function apart(
  { source, text }: Pick<ForeignCandidate, 'source' | 'text'>,
  { withSource }: Standard,
): readonly [before: string, text: string] {
  const before = `${source.trimEnd()}\n\n`;
  return withSource && text.startsWith(before) ? [before, text.slice(before.length)] : ['', text];
}
