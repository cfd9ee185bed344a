import { epochSize } from './epochs.ts';
import { inclusionProbabilities } from './weights.ts';

/** What one epoch was planned with and, once all its tasks are settled, what came of it. */
export interface EpochRecord {
  readonly epoch: number;
  /** Weight per strategy; they sum to 1. */
  readonly weights: readonly number[];
  /** Accepted generated tokens per strategy; undefined while the epoch is not settled. */
  readonly tokens: readonly number[] | undefined;
}

/** What the weights of the next epoch follow from. */
export interface BalanceRequest {
  readonly epoch: number;
  /** Share of accepted generated tokens that each strategy should have; they sum to 1. */
  readonly shares: readonly number[];
  /** Expected generated tokens per source token, by strategy: all there is to go by at first. */
  readonly expectedRatios: readonly number[];
  /** Different strategies each document gets: no weight can exceed one K-th. */
  readonly rewritesPerDocument: number;
  /** All epochs before, in order. Outcomes that are too recent to be used must be left undefined by the caller. */
  readonly history: readonly EpochRecord[];
}

/** Documents' worth of weight that the expected ratio counts for against measured yields. */
const PRIOR_DOCUMENTS = 10;
/** How far one epoch may go to make up for what earlier ones left out of balance. */
const LEAST_CORRECTION = 0.25;
const GREATEST_CORRECTION = 4;
/** Part of its expected yield that a strategy is always credited with, so that one whose outputs are all rejected does not take over the mix. */
const LEAST_YIELD = 0.05;

/**
 * Weights for the documents of one epoch such that accepted tokens approach the shares: each strategy's yield (tokens
 * per document and unit of weight) is measured over the settled epochs, what the planned but unsettled ones will bring
 * is estimated from it, and the epoch gets what is then missing. A pure function: it is stored before it is used, so
 * that a resumed run plans the same. Returns weights that sum to 1.
 */
export function balancedWeights(request: BalanceRequest): number[] {
  const { shares, history } = request;
  const yields = yieldsOf(request);
  const brought = shares.map(() => 0);
  for (const past of history) {
    for (const index of shares.keys()) {
      const planned = epochSize(past.epoch) * (past.weights[index] ?? 0) * (yields[index] ?? 0);
      brought[index] = (brought[index] ?? 0) + (past.tokens?.[index] ?? planned);
    }
  }
  const even = normalized(shares.map((share, index) => share / (yields[index] ?? 1)));
  const coming = epochSize(request.epoch) * sum(even.map((weight, index) => weight * (yields[index] ?? 0)));
  const total = sum(brought) + coming;
  const wanted = shares.map((share, index) => {
    const missing = share * total - (brought[index] ?? 0);
    const usual = share * coming;
    return Math.min(GREATEST_CORRECTION * usual, Math.max(LEAST_CORRECTION * usual, missing));
  });
  const picks = request.rewritesPerDocument;
  const weights = wanted.map((tokens, index) => tokens / (yields[index] ?? 1));
  return inclusionProbabilities(weights, picks).map((probability) => probability / Math.min(picks, weights.length));
}

/** Tokens per document and unit of weight, by strategy: measured, drawn towards the expected ratio while little is known. */
function yieldsOf({ shares, expectedRatios, history }: BalanceRequest): number[] {
  const exposure = shares.map(() => 0);
  const tokens = shares.map(() => 0);
  for (const past of history) {
    if (past.tokens === undefined) continue;
    for (const index of shares.keys()) {
      exposure[index] = (exposure[index] ?? 0) + epochSize(past.epoch) * (past.weights[index] ?? 0);
      tokens[index] = (tokens[index] ?? 0) + (past.tokens[index] ?? 0);
    }
  }
  // The ratios are per source token: scaled so that they agree with what was measured over all strategies together.
  const foreseen = sum(exposure.map((documents, index) => documents * (expectedRatios[index] ?? 1)));
  const scale = foreseen > 0 && sum(tokens) > 0 ? sum(tokens) / foreseen : 1;
  return shares.map((_, index) => {
    const prior = Math.max(1e-6, (expectedRatios[index] ?? 1) * scale);
    const documents = PRIOR_DOCUMENTS * (shares[index] ?? 0);
    const measured = ((tokens[index] ?? 0) + documents * prior) / ((exposure[index] ?? 0) + documents);
    return Math.max(measured, LEAST_YIELD * prior);
  });
}

function normalized(values: readonly number[]): number[] {
  const total = sum(values);
  return values.map((value) => value / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
