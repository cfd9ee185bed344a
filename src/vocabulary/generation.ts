/** Tokens billed for one task, over all attempts of all its requests. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0 };

/** The sum of two usages. */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
  };
}

/** What every generation tells, whether it succeeded or not. */
interface Effort {
  /** Requests sent, the successful one included; 0 when none left the house. */
  readonly attempts: number;
  /** Billed over all attempts; estimated from the texts where the server reported none. */
  readonly usage: Usage;
  /** Attempts whose cost is unknown because they ended without a `usage` (timeouts, resets, half answers). */
  readonly unbilledAttempts: number;
}

/** A model's answer to one prompt. */
export interface Answer extends Effort {
  readonly kind: 'answer';
  readonly text: string;
  /**
   * Numbers that the server gave beside or instead of a text: log-probabilities of the prompt's tokens, or a reward
   * model's scores; absent where there are none.
   */
  readonly numbers?: readonly number[] | undefined;
  /** As the server reports it: `stop`, `length`, `repetition` …; `stop` for the built-in backend. */
  readonly finishReason: string;
  /** As the server reports it; `extractive` for the built-in backend. */
  readonly model: string;
  /** Tokens of this answer alone: as billed, or estimated where the server reports no usage. */
  readonly completionTokens: number;
}

/** Why there is no answer to a prompt. */
export interface GenerationFailure extends Effort {
  readonly kind: 'failure';
  /** A dotted name beginning `endpoint.`. */
  readonly reason: string;
  readonly detail: string;
  /** True when the document itself is the cause, so that no retry can help (`endpoint.context_length`). */
  readonly ofDocument: boolean;
}

export type Generation = Answer | GenerationFailure;
