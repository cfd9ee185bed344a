import { inferenceFlops, trainingFlops } from '../run/flops.ts';
import type { Rewriting } from './rewriting.ts';

const SECONDS_OF_AN_HOUR = 3_600;

/** Where the tokens of a training come from. */
export interface TokenPlan {
  /** Tokens of the training. */
  readonly target: number;
  /** Real tokens that there are. */
  readonly available: number;
  /** How often they would be met with nothing synthetic beside them. */
  readonly epochsAlone: number;
  readonly synthetic: number;
  readonly syntheticShare: number;
  readonly real: number;
  readonly realEpochs: number;
  /** Whether more is synthetic than was asked for, since real text may not be repeated oftener. */
  readonly raised: boolean;
  /** The longest training in tokens for which the share that was asked for is enough; infinite where all is synthetic. */
  readonly longest: number;
}

/** @param share of the target that is to be synthetic, 0 to 1 @param maxEpochs how often real text may be met */
export function planTokens(target: number, available: number, share: number, maxEpochs: number): TokenPlan {
  const least = Math.max(0, 1 - (available * maxEpochs) / target);
  const syntheticShare = Math.max(share, least);
  const synthetic = Math.round(target * syntheticShare);
  const real = target - synthetic;
  return {
    target,
    available,
    epochsAlone: target / available,
    synthetic,
    syntheticShare,
    real,
    realEpochs: real / available,
    raised: least > share,
    longest: Math.round((available * maxEpochs) / (1 - share)),
  };
}

/** What it takes to rewrite as many tokens as are missing. */
export interface RewritingPlan {
  /** Tokens of documents that are rewritten, as often as they are. */
  readonly sourceTokens: number;
  /** Rewrites of each document that it takes, a fraction where fewer documents than all are enough. */
  readonly rewrites: number;
  /** Runs over all of the text that it takes, a fraction where one need not read all of it. */
  readonly runs: number;
  readonly completionTokens: number;
  readonly promptTokens: number;
  readonly gpuHours: number;
  readonly hours: number;
  readonly nights: number;
  readonly cost: number | undefined;
  /** FLOPs of rewriting; undefined where the size of the model is not known. */
  readonly flops: number | undefined;
}

/** The machines that rewrite. */
export interface Machines {
  readonly gpus: number;
  readonly nightHours: number;
  readonly gpuHourPrice: number | undefined;
}

/** By what rewriting gives and takes, on so many machines. */
export function planRewriting(
  { synthetic, available }: Pick<TokenPlan, 'synthetic' | 'available'>,
  {
    average,
    rewritesPerDocument,
    speed,
    parameters,
  }: Pick<Rewriting, 'average' | 'rewritesPerDocument' | 'speed' | 'parameters'>,
  { gpus, nightHours, gpuHourPrice }: Machines,
): RewritingPlan {
  const sourceTokens = synthetic / average.accepted;
  const completionTokens = sourceTokens * average.completion;
  const promptTokens = sourceTokens * average.prompt;
  const rewrites = sourceTokens / available;
  const gpuHours = completionTokens / speed.value / SECONDS_OF_AN_HOUR;
  return {
    sourceTokens,
    rewrites,
    runs: rewrites / rewritesPerDocument,
    completionTokens,
    promptTokens,
    gpuHours,
    hours: gpuHours / gpus,
    // What rounding leaves behind the last full night is no night.
    nights: Math.ceil(gpuHours / gpus / nightHours - 1e-9),
    cost: gpuHourPrice === undefined ? undefined : gpuHours * gpuHourPrice,
    flops: parameters === undefined ? undefined : inferenceFlops(parameters, completionTokens + promptTokens),
  };
}

/** What rewriting takes beside the training, as a share of its FLOPs; undefined where that is not known. */
export function shareOfTraining({ flops }: RewritingPlan, modelSize: number, target: number): number | undefined {
  return flops === undefined ? undefined : flops / trainingFlops(modelSize, target);
}
