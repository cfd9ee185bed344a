import type { Generation } from './generation.ts';
import type { Prompt } from './prompt.ts';

/** Whatever answers prompts: served models, or the built-in rules. */
export interface Backend {
  /** `openai` or `extractive`. */
  readonly name: string;
  /** Whether a language model writes the text; false for the built-in backend, whose output is not judged for `copy`. */
  readonly languageModel: boolean;
  /**
   * Answers one prompt. Retries, timeouts and waits for a sick server happen inside; what remains is a failure value.
   * Rejects only with the signal's reason when aborted, or with a RewriteError that ends the run (`outage`, `usage`).
   */
  generate(prompt: Prompt, signal: AbortSignal): Promise<Generation>;
  /** Frees connections; safe to call twice. */
  close(): Promise<void>;
}
