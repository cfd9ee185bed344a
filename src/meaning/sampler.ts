import { maxTokensFor } from '../prompting/max-tokens.ts';
import { unitInterval } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import { CHECK_NAMES } from './reasons.ts';
import { type Judge, REWRITE_SHARE } from './judge.ts';

/** Which rewrites are checked. */
export interface SamplingPlan {
  readonly seed: number;
  /** Share of the rewrites, by check; absent: it is not made. */
  readonly rates: Readonly<Partial<Record<MeaningCheck, number>>>;
  /** Tokens that may be planned for judging, and whom to plan them for; undefined: as many as the rate comes to. */
  readonly budget: { readonly tokens: number; readonly judge: Judge } | undefined;
}

/** A rewrite as far as it decides on its checks; tokens estimated. */
interface Sampled {
  readonly recordId: string;
  readonly sourceTokens: number;
  /** Of the rewrite, as far as is known before it is written. */
  readonly expectedTokens: number;
}

/** Decides, one after the other in schedule order, to which checks each rewrite will be put. */
export interface Sampler {
  /** Tokens planned for judging so far. */
  readonly planned: number;
  /**
   * The checks of the next rewrite. A function of the seed, the record's id and, where there is a budget, of those
   * before it: what the models answer has no part in it, so that a resumed run decides as an uninterrupted one.
   */
  next(rewrite: Sampled): readonly MeaningCheck[];
}

/** A sampler that goes on where `planned` tokens were planned. */
export function createSampler({ seed, rates, budget }: SamplingPlan, planned: number): Sampler {
  const drawn = (check: MeaningCheck, { recordId }: Sampled): boolean =>
    unitInterval(seed, CHECK_NAMES[check], recordId) < (rates[check] ?? 0);
  return {
    get planned() {
      return planned;
    },
    next(rewrite) {
      const checks: MeaningCheck[] = drawn('similarity', rewrite) ? ['similarity'] : [];
      if (!drawn('judge', rewrite)) return checks;
      if (budget !== undefined) {
        if (planned >= budget.tokens) return checks;
        planned += plannedTokens(budget.judge, rewrite);
      }
      return [...checks, 'judge'];
    },
  };
}

/**
 * Tokens that judging a rewrite may cost, as far as is known before it is written: for each chunk of a rewrite of
 * the expected length the prompt's words, the source, the chunk, and as many tokens of answer as the strategy allows.
 */
function plannedTokens({ strategy, template }: Judge, { sourceTokens, expectedTokens }: Sampled): number {
  const most = strategy.chunk?.maxTokens ?? Number.POSITIVE_INFINITY;
  const chunks = Math.max(1, Math.ceil(expectedTokens / (most * REWRITE_SHARE)));
  const words = estimateTokens(template.instruction) + estimateTokens(strategy.prompt.system ?? '');
  const source = Math.min(most, sourceTokens);
  return chunks * (words + source + maxTokensFor(strategy.generation.maxTokens, source)) + expectedTokens;
}
