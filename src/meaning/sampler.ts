import { maxTokensFor } from '../prompting/max-tokens.ts';
import { unitInterval } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import type { Task } from '../vocabulary/task.ts';
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

/** A task as far as it decides on its checks. */
type Sampled = Pick<Task, 'recordId' | 'sourceTokens' | 'strategy'>;

/** Decides, task by task in schedule order, to which checks a rewrite will be put. */
export interface Sampler {
  /** Tokens planned for judging so far. */
  readonly planned: number;
  /**
   * The checks of the next task. A function of the seed, the record's id and, where there is a budget, of the tasks
   * before it: what the models answer has no part in it, so that a resumed run decides as an uninterrupted one.
   */
  next(task: Sampled): readonly MeaningCheck[];
}

/** A sampler that goes on where `planned` tokens were planned. */
export function createSampler({ seed, rates, budget }: SamplingPlan, planned: number): Sampler {
  const drawn = (check: MeaningCheck, { recordId }: Sampled): boolean =>
    unitInterval(seed, CHECK_NAMES[check], recordId) < (rates[check] ?? 0);
  return {
    get planned() {
      return planned;
    },
    next(task) {
      const checks: MeaningCheck[] = drawn('similarity', task) ? ['similarity'] : [];
      if (!drawn('judge', task)) return checks;
      if (budget !== undefined) {
        if (planned >= budget.tokens) return checks;
        planned += plannedTokens(budget.judge, task);
      }
      return [...checks, 'judge'];
    },
  };
}

/**
 * Tokens that judging a task's rewrite may cost, as far as is known before it is written: for each chunk of a rewrite of
 * the expected length the prompt's words, the source, the chunk, and as many tokens of answer as the strategy allows.
 */
function plannedTokens({ strategy, template }: Judge, task: Sampled): number {
  const most = strategy.chunk?.maxTokens ?? Number.POSITIVE_INFINITY;
  const expected = Math.max(1, Math.round(task.sourceTokens * task.strategy.expectedRatio));
  const chunks = Math.ceil(expected / (most * REWRITE_SHARE)) || 1;
  const words = estimateTokens(template.instruction) + estimateTokens(strategy.prompt.system ?? '');
  const source = Math.min(most, task.sourceTokens);
  return chunks * (words + source + maxTokensFor(strategy.generation.maxTokens, source)) + expected;
}
