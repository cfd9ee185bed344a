import type { Strategy } from './strategy.ts';

/** A finished rewrite before validation: plain data, which any thread can judge. */
export interface Candidate {
  /** The generated text; for programs, the edited document. Never contains the source of `with_source`. */
  readonly text: string;
  /** The original text it is judged against. */
  readonly source: string;
  /** Estimated tokens of the source; undefined where nobody counted them yet. */
  readonly sourceTokens?: number;
  /** Title of the document, which prompts may name: what it says counts as said by the source; empty without one. */
  readonly title: string;
  /** Language of the source as found by selection, or `und`. */
  readonly language: string;
  /** As the server reports it, the first that is not `stop` where there were several answers; undefined when unknown. */
  readonly finishReason: string | undefined;
  readonly kind: Strategy['output']['kind'];
  /** Whether a language model wrote it. */
  readonly byLanguageModel: boolean;
  /** Instruction sentences of the prompt, for finding them in the text; empty when unknown. */
  readonly instruction: string;
}

/** What interpretation makes of a task's answers. */
export type Interpretation =
  | {
      readonly kind: 'candidate';
      readonly text: string;
      readonly completionVerbatim: boolean;
      /** The ProX program that made the text, as the model wrote it; null where the answer is the text itself. */
      readonly program: string | null;
    }
  | {
      readonly kind: 'rejected';
      readonly reason: string;
      readonly detail: string;
      readonly text: string;
      readonly program: string | null;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly detail: string; readonly ofDocument: boolean };
