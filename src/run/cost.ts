import type { RunOptions } from '../config/run-options.ts';
import type { Progress, Tally } from './progress.ts';

/**
 * Completion tokens per second of one GPU, for estimates before anything was measured: FinePhrase's SmolLM2-1.7B on an
 * H100 with vLLM, 9,200 (Hugging Face 2026).
 */
export const TYPICAL_TOKENS_PER_GPU_SECOND = 9_200;

/** What was, or will be, used. */
export interface Consumption {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Generated tokens of accepted records. */
  readonly acceptedTokens: number;
  readonly gpuSeconds: number;
}

/** What a run or a plan costs, in the currency of the prices given. */
export interface Cost {
  readonly total: number;
  /** Null while nothing is accepted. */
  readonly per_million_accepted_tokens: number | null;
}

/** What a run cost: from the prices of GPU hours and of tokens, over all its processes. */
export interface RunCost extends Cost {
  readonly gpu_hours: number;
  /** Strategy → the same; GPU time is shared out by billed completion tokens. */
  readonly strategies: Readonly<Record<string, Cost>>;
}

type Prices = Pick<RunOptions, 'gpu_hour_price' | 'price_in' | 'price_out'>;

/** The cost of a consumption; undefined when no price was given. */
export function costOf(consumption: Consumption, prices: Prices): Cost | undefined {
  const { gpu_hour_price: hour, price_in: input, price_out: output } = prices;
  if (hour === undefined && input === undefined && output === undefined) return undefined;
  const { gpuSeconds, promptTokens, completionTokens, acceptedTokens } = consumption;
  const total =
    ((hour ?? 0) * gpuSeconds) / 3_600 + ((input ?? 0) * promptTokens + (output ?? 0) * completionTokens) / 1e6;
  return { total, per_million_accepted_tokens: acceptedTokens === 0 ? null : (total / acceptedTokens) * 1e6 };
}

/** What a run has cost so far; null when no price was given. */
export function costOfRun(progress: Readonly<Progress>, prices: Prices): RunCost | null {
  const { total, strategies, activity } = progress;
  const whole = costOf({ ...total, gpuSeconds: activity.gpuSeconds }, prices);
  if (whole === undefined) return null;
  const gpuSecondsOf = ({ completionTokens }: Tally) =>
    total.completionTokens === 0 ? 0 : (activity.gpuSeconds * completionTokens) / total.completionTokens;
  const own: Record<string, Cost> = {};
  for (const [name, tally] of Object.entries(strategies)) {
    const cost = costOf({ ...tally, gpuSeconds: gpuSecondsOf(tally) }, prices);
    if (cost !== undefined) own[name] = cost;
  }
  return { ...whole, gpu_hours: activity.gpuSeconds / 3_600, strategies: own };
}
