import type { Manifest } from '../run/manifest.ts';
import { TYPICAL_WORKLOAD } from '../simulator/typical-workload.ts';
import { BUILT_IN, type Mix, stagesOf, type Strategy } from '../vocabulary/strategy.ts';
import { ASSUMED_ACCEPTANCE } from './options.ts';

/**
 * Completion tokens of a program per token of the text that it edits: ProX's have 3.7 calls on web text (arXiv
 * 2409.17115), of about 15 tokens, for a window of 1,500.
 */
const PROGRAM_RATIO = (3.7 * 15) / 1_500;

/** What rewriting gives and takes, per token of source and rewrite. */
export interface Yield {
  /** Tokens of text, whether accepted or not; for programs, of the edited text. */
  readonly written: number;
  readonly accepted: number;
  /** That a model is asked for and makes; none where rules answer. */
  readonly prompt: number;
  readonly completion: number;
}

/** The yield of one strategy. */
export interface StrategyYield extends Yield {
  readonly strategy: string;
  readonly isMeasured: boolean;
}

/** What is known of a mix before it is run at length. */
export interface YieldOptions {
  /** Of a document on average. */
  readonly documentTokens: number;
  /** Share of the text that is accepted, where it is given: it wins over what was measured. */
  readonly acceptance: number | undefined;
  /** What a complete run counted of each strategy, where there is one. */
  readonly counted: Manifest['strategies'] | undefined;
}

/**
 * What each strategy of a mix gives and takes, in its order: as a run counted it, or by its expected ratio where there is
 * none or it accepted nothing of the strategy.
 */
export function yieldsOf(mix: Mix, { documentTokens, acceptance, counted }: YieldOptions): StrategyYield[] {
  return mix.entries.map(({ strategy }) => {
    const measured = counted && measuredYield(counted[strategy.name]);
    const { acceptance: usual, ...rest } = measured ?? expectedYield(strategy, documentTokens);
    const accepted = rest.written * (acceptance ?? usual);
    return { strategy: strategy.name, ...rest, accepted, isMeasured: measured !== undefined };
  });
}

type Known = Omit<Yield, 'accepted'> & { readonly acceptance: number };

/** Undefined where nothing of a strategy was accepted, or an older version did not count its sources. */
function measuredYield(counted: Manifest['strategies'][string] | undefined): Known | undefined {
  if (counted === undefined) return undefined;
  const { tasks, tokens } = counted;
  if (tokens.source === null || tokens.source === 0 || tokens.accepted === 0) return undefined;
  const { source } = tokens;
  const acceptance = tasks.accepted / (tasks.accepted + tasks.rejected);
  return {
    written: tokens.accepted / source / acceptance,
    acceptance,
    prompt: tokens.prompt / source,
    completion: tokens.completion / source,
  };
}

function expectedYield(strategy: Strategy, documentTokens: number): Known {
  const { expectedRatio: written, output, chunk } = strategy;
  // Stages of programs are asked one after the other, each with the document before it.
  const asked = stagesOf(strategy).filter(({ model }) => model !== BUILT_IN).length;
  const promptOf = pieceTokens(documentTokens, chunk?.maxTokens);
  const ratio = output.kind === 'program' ? PROGRAM_RATIO : written;
  return {
    written,
    acceptance: ASSUMED_ACCEPTANCE,
    prompt: (asked * (promptOf + TYPICAL_WORKLOAD.instructionTokens)) / promptOf,
    completion: asked === 0 ? 0 : ratio,
  };
}

/** What a request sees of a document of so many tokens, where one that is longer than the chunk is split evenly. */
export function pieceTokens(documentTokens: number, chunk: number | undefined): number {
  return chunk === undefined ? documentTokens : documentTokens / Math.ceil(documentTokens / chunk);
}
