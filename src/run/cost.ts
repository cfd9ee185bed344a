import type { RunOptions } from '../config/run-options.ts';

/**
 * Completion tokens per second of one GPU, for estimates before anything was measured: FinePhrase's SmolLM2-1.7B on an
 * H100 with vLLM, 9,200 (Hugging Face 2026).
 */
export const TYPICAL_TOKENS_PER_GPU_SECOND = 9_200;

/** What was, or will be, used. */
export interface Consumption {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** GPU hours; undefined where there are none to count. */
  readonly gpuHours: number | undefined;
}

/** The cost in the currency of the prices given; undefined when none was. */
export function costOf(
  consumption: Consumption,
  prices: Pick<RunOptions, 'gpu_hour_price' | 'price_in' | 'price_out'>,
): number | undefined {
  const { gpu_hour_price: hour, price_in: input, price_out: output } = prices;
  if (hour === undefined && input === undefined && output === undefined) return undefined;
  return (
    (hour ?? 0) * (consumption.gpuHours ?? 0) +
    ((input ?? 0) * consumption.promptTokens + (output ?? 0) * consumption.completionTokens) / 1e6
  );
}
