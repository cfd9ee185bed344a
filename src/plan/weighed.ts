import { balancedWeights } from '../rotation/balance.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import type { StrategyYield, Yield } from './yields.ts';

/** A strategy's yield, and its part of the source tokens that are rewritten; these parts sum to 1. */
interface WeighedYield extends StrategyYield {
  readonly weight: number;
}

/** A mix's yields with their weights. */
export interface WeighedYields {
  /** In the order of the mix. */
  readonly strategies: readonly WeighedYield[];
  /** Over all strategies. */
  readonly average: Yield;
  /** Different rewrites that a run makes of a document: as many as are needed, or the most that the mix has. */
  readonly rewritesPerDocument: number;
}

/** Rounding is no reason for one rewrite more. */
export const NEARLY = 1.01;

/** Most different rewrites that a run makes of a document: no share of a mix may exceed 1/K. */
function mostRewrites({ entries }: Mix): number {
  return Math.max(1, Math.floor(1 / Math.max(...entries.map(({ share }) => share)) + 1e-9));
}

/**
 * The yields with the weights of a run that makes as many rewrites of each document as it takes for so many accepted tokens
 * per token of text there is; as many as the mix makes at least.
 */
export function weighed(mix: Mix, yields: readonly StrategyYield[], needed: number): WeighedYields {
  const most = Math.max(mix.rewritesPerDocument, mostRewrites(mix));
  for (let rewritesPerDocument = mix.rewritesPerDocument; ; rewritesPerDocument++) {
    const strategies = withWeights({ ...mix, rewritesPerDocument }, yields);
    const average = averageOf(strategies);
    if (rewritesPerDocument === most || needed / average.accepted <= NEARLY * rewritesPerDocument) {
      return { strategies, average, rewritesPerDocument };
    }
  }
}

/** With the weights that bring the mix's shares: of accepted tokens, or of requests. */
function withWeights(mix: Mix, yields: readonly StrategyYield[]): WeighedYield[] {
  const shares = mix.entries.map(({ share }) => share);
  const weights =
    mix.balance === 'requests'
      ? shares
      : balancedWeights({
          epoch: 0,
          shares,
          expectedRatios: yields.map(({ accepted }) => accepted),
          rewritesPerDocument: mix.rewritesPerDocument,
          history: [],
        });
  return yields.map((each, index) => ({ ...each, weight: weights[index] ?? 0 }));
}

function averageOf(strategies: readonly WeighedYield[]): Yield {
  const over = (key: keyof Yield) => strategies.reduce((sum, each) => sum + each.weight * each[key], 0);
  return {
    written: over('written'),
    accepted: over('accepted'),
    prompt: over('prompt'),
    completion: over('completion'),
  };
}
