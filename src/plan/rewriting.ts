import { firstWeights } from '../run/dry-run.ts';
import { type Manifest, readManifest } from '../run/manifest.ts';
import { readStatus } from '../run/status.ts';
import { simulateLoad } from '../simulator/plan.ts';
import { type NamedProfile, type ProfileName, PROFILES } from '../simulator/profiles.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import { ASSUMED_ACCEPTANCE, type TrainingPlanOptions } from './options.ts';

/** Tokens of a prompt beside its document, of a document and its spread where no corpus says, as `simulate --plan` has them. */
const INSTRUCTION_TOKENS = 100;
const DOCUMENT_SIGMA = 0.6;
/** Requests in flight at a GPU: more make hardly more tokens. */
const CONCURRENCY = 512;
const CONTEXT_LENGTH = 32_768;
const DEFAULT_PROFILE: ProfileName = 'smollm2-1.7b-h100';

/** A figure and where it comes from, in words. */
interface Sourced {
  readonly value: number;
  readonly origin: string;
}

/** What rewriting gives and takes. */
export interface Rewriting {
  /** Completion tokens per token of source and rewrite. */
  readonly ratio: Sourced;
  /** Share of completion tokens that end in accepted text. */
  readonly acceptance: Sourced;
  /** Completion tokens a second of one GPU. */
  readonly speed: Sourced;
  /** Prompt tokens per completion token. */
  readonly promptTokens: number;
  /** Of the model that rewrites; undefined where it is not known. */
  readonly parameters: number | undefined;
}

/** What was measured in a complete run. */
interface MeasuredRun {
  readonly manifest: Manifest;
  /** Completion tokens a second of one GPU. */
  readonly tokensPerSecond: number;
}

/**
 * What rewriting with a mix gives and takes, for documents of so many tokens on average: as a run measured it, or by the
 * strategies' expected ratios and a simulated GPU. Throws a usage error for a run that is not complete, or without a
 * served model.
 */
export async function rewritingOf(
  mix: Mix,
  documentTokens: number,
  options: Pick<TrainingPlanOptions, 'acceptance' | 'run' | 'profile' | 'throughput' | 'rewriter_size'>,
): Promise<Rewriting> {
  const measured = options.run === undefined ? undefined : await measuredRun(options.run);
  const origin = `measured in ${options.run}`;
  const source = measured?.manifest.tokens.source ?? 0;
  const ratio: Sourced =
    measured !== undefined && source > 0
      ? { value: measured.manifest.tokens.completion / source, origin }
      : { value: expectedRatio(mix), origin: `the expected ratios of ${mix.name}, an assumption` };
  const promptTokens =
    measured === undefined
      ? (documentTokens + INSTRUCTION_TOKENS) / (documentTokens * ratio.value)
      : measured.manifest.tokens.prompt / measured.manifest.tokens.completion;
  const profile = PROFILES[options.profile ?? DEFAULT_PROFILE];
  return {
    ratio,
    acceptance: acceptanceOf(options.acceptance, measured, origin),
    speed: speedOf(options, profile, measured, origin, { mix, documentTokens, ratio: ratio.value }),
    promptTokens,
    parameters:
      options.rewriter_size ??
      (measured === undefined && options.throughput === undefined ? profile.parameters : undefined),
  };
}

function acceptanceOf(given: number | undefined, measured: MeasuredRun | undefined, origin: string): Sourced {
  if (given !== undefined) return { value: given, origin: 'given' };
  if (measured === undefined) return { value: ASSUMED_ACCEPTANCE, origin: 'an assumption: measure it with --run' };
  const { wasted, completion } = measured.manifest.tokens;
  return { value: 1 - wasted / completion, origin };
}

function speedOf(
  { throughput, profile: name }: Pick<TrainingPlanOptions, 'throughput' | 'profile'>,
  { model, gpu, source, engine }: NamedProfile,
  measured: MeasuredRun | undefined,
  origin: string,
  { mix, documentTokens, ratio }: { readonly mix: Mix; readonly documentTokens: number; readonly ratio: number },
): Sourced {
  if (throughput !== undefined) return { value: throughput, origin: 'given' };
  if (measured !== undefined && name === undefined) return { value: measured.tokensPerSecond, origin };
  const workload = {
    documentTokens: { mean: documentTokens, sigma: DOCUMENT_SIGMA },
    instructionTokens: INSTRUCTION_TOKENS,
    rewritesPerDocument: mix.rewritesPerDocument,
    output: { ratio },
    contextLength: CONTEXT_LENGTH,
  };
  const { tokensPerSecond } = simulateLoad(engine, workload, CONCURRENCY, 0);
  return { value: tokensPerSecond, origin: `simulated: ${model} on ${gpu}, ${source}` };
}

/** What the mix makes of a source token in one rewrite on average, before anything is measured. */
function expectedRatio(mix: Mix): number {
  const weights = firstWeights(mix);
  return mix.entries.reduce((sum, { strategy }, index) => sum + (weights[index] ?? 0) * strategy.expectedRatio, 0);
}

async function measuredRun(directory: string): Promise<MeasuredRun> {
  const manifest = await readManifest(directory);
  if (manifest === undefined)
    throw usageError(`--run ${directory} has no manifest.json: name the folder of a complete run`);
  const { time, completion_tokens: tokens, backend } = await readStatus(directory);
  if (backend === 'extractive' || time.gpu_seconds === 0 || tokens === 0) {
    throw usageError(
      `--run ${directory} says nothing of a GPU's speed: its rewrites are by built-in rules. Name a run with a served model, or give --profile or --throughput`,
    );
  }
  return { manifest, tokensPerSecond: tokens / time.gpu_seconds };
}
