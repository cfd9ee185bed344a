import { accountFlops, type FlopsAccount, type StrategySize, type StrategyTokens } from './flops.ts';
import { BUILT_IN, stagesOf } from '../vocabulary/strategy.ts';
import type { Job } from './job.ts';

/**
 * A job's account of compute by the sizes that its options give; null where they give none, or where the built-in rules
 * write. `strategies`: tokens by strategy, as the manifest has them.
 */
export function flopsOfJob(
  { mix, options, backend }: Pick<Job, 'mix' | 'options' | 'backend'>,
  strategies: Readonly<Record<string, { readonly tokens: StrategyTokens }>>,
): FlopsAccount | null {
  if (backend === 'extractive') return null;
  const sizes: Record<string, StrategySize> = {};
  for (const { strategy } of mix.entries) {
    const parameters = stagesOf(strategy).flatMap(({ model }) => {
      // Rules have no parameters, and no token is billed for them.
      if (model === BUILT_IN) return [];
      const own = options.models[model]?.parameters;
      return [model === 'default' ? (options.model_parameters ?? own) : own];
    });
    sizes[strategy.name] = {
      // Tokens are counted by strategy: stages of different sizes count as the largest of them.
      parameters:
        parameters.length === 0 || parameters.includes(undefined) ? undefined : Math.max(...parameters.map(Number)),
      keepsText: strategy.output.kind === 'program',
    };
  }
  const tokens = Object.fromEntries(Object.entries(strategies).map(([name, own]) => [name, own.tokens]));
  return accountFlops(tokens, sizes, options.train_parameters);
}
