import type { JsonObject } from './json.ts';
import type { PromptEndpoint, PromptLayout } from './prompt.ts';

/** Which documents a strategy takes; a document outside is given to another strategy. */
export interface Accepts {
  /** Least and most estimated tokens of the whole document, both inclusive. */
  readonly minTokens: number;
  readonly maxTokens: number;
  readonly quality: 'high' | 'low' | 'any';
  /** ISO 639 codes; empty means every language. */
  readonly languages: readonly string[];
  /** A condition over the document's columns, in the language of `rewrite select --where`; all documents without one. */
  readonly where?: string;
}

/** A bound on generated tokens: a number, or by the length of what is rewritten. */
export type MaxTokens = number | { readonly ratio: number; readonly min: number; readonly max: number };

/** How one strategy's requests are sampled. */
export interface GenerationOptions {
  readonly maxTokens: MaxTokens;
  /** Every other request field, in the server's own names (`temperature`, `top_p`, `stop` …), sent as it stands. */
  readonly fields: JsonObject;
}

/** How many tasks a long document makes, and how the answers to its chunks become one text. */
type Join = 'separate' | 'lines' | 'program';

/** What a strategy's answers are and how they become a candidate. */
export interface OutputOptions {
  readonly kind: 'text' | 'program' | 'labels';
  readonly join: Join;
  /** Puts the source text, then a blank line, before the generated text. */
  readonly withSource: boolean;
  /** Only where answers are programs. */
  readonly program?: ProgramOptions;
  /** Only where answers are labels. */
  readonly labels?: LabelOptions;
}

/** How labels are read out of an answer. */
export interface LabelOptions {
  /** A grammar in the registry of `interpretation/labels`. */
  readonly grammar: string;
  /** The column of a grammar that reads a single number. */
  readonly column: string;
}

/** How much of a long text a rater sees. */
export interface CutOptions {
  /** Estimated tokens that are kept. */
  readonly maxTokens: number;
  /** The beginning; or the first and the last half with `...` between them. */
  readonly keep: 'start' | 'ends';
}

/** What programs may do to a document, and what becomes of it where they do more or make no sense. */
export interface ProgramOptions {
  /** Largest share of the document's estimated tokens that may go, from 0 to 1. */
  readonly maxRemovedShare: number;
  /** `closed`: the task is rejected. `open`: the document stays as it is. */
  readonly fail: 'closed' | 'open';
}

/** Where long documents are split: at line boundaries, at most this many estimated tokens a chunk. */
export interface ChunkOptions {
  readonly maxTokens: number;
}

/** A prompt file as read from disk. */
export interface PromptFile {
  readonly name: string;
  readonly path: string;
  /** First 12 hex digits of the file's sha256. */
  readonly sha12: string;
  readonly endpoint: PromptEndpoint;
  readonly layout: PromptLayout;
  readonly system: string | undefined;
  /** The Jinja body: the user turn. */
  readonly body: string;
}

/** One validator of a strategy, with bounds already checked against the validator's schema. */
export interface ValidationStep {
  readonly validator: string;
  readonly bounds: unknown;
}

/**
 * The model of strategies that the built-in backend answers whatever backend a run has: rules, to be compared with
 * models or mixed with them. No configured model may be called so.
 */
export const BUILT_IN = 'built-in';

/** A way to rewrite a document, as read from `strategies/<name>.yaml`, every default filled in. */
export interface Strategy {
  readonly name: string;
  readonly summary: string;
  /** The paper or system that the recipe comes from. */
  readonly source: string;
  readonly path: string;
  readonly prompt: PromptFile;
  /** Key into the configured models, or {@link BUILT_IN}; with stages, the last one's. */
  readonly model: string;
  /**
   * Program strategies that a document passes one after the other, each seeing what the one before has kept; undefined
   * for a strategy that is a single one. With stages, `prompt` has the last one's body, and name and hash of all.
   */
  readonly stages: readonly Strategy[] | undefined;
  readonly accepts: Accepts;
  readonly chunk: ChunkOptions | undefined;
  /** Only where answers are labels: undefined where the text is seen whole. */
  readonly cut?: CutOptions | undefined;
  readonly generation: GenerationOptions;
  readonly output: OutputOptions;
  /** Values that one is drawn from per task, by variable. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
  /** Tasks per document or chunk that differ only in their draw of variables. */
  readonly variations: number;
  readonly validation: readonly ValidationStep[];
  /** Expected generated tokens per source token: used for the first epochs of a mix and for estimates. */
  readonly expectedRatio: number;
}

/** The strategies whose prompts are sent: the stages, or the strategy itself. */
export function stagesOf(strategy: Strategy): readonly Strategy[] {
  return strategy.stages ?? [strategy];
}

/** A rotation over strategies. A single `--strategy a,b` becomes a mix in which every document gets each. */
export interface Mix {
  readonly name: string;
  readonly summary: string;
  readonly path: string | undefined;
  /** Strategies with their shares, which sum to 1, in the file's order. */
  readonly entries: readonly { readonly strategy: Strategy; readonly share: number }[];
  /** What the shares are of: accepted generated tokens, or requests made. */
  readonly balance: 'tokens' | 'requests';
  readonly rewritesPerDocument: number;
}

/** All strategies of a mix whose prompts are sent. */
export function stagesOfMix(mix: Mix): readonly Strategy[] {
  return mix.entries.flatMap(({ strategy }) => stagesOf(strategy));
}
