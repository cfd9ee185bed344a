import { simulateLoad, WARM_UP_ROUNDS } from '../simulator/plan.ts';
import { type NamedProfile, type ProfileName, PROFILES } from '../simulator/profiles.ts';
import { TYPICAL_WORKLOAD } from '../simulator/typical-workload.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import { type MeasuredRun, readMeasuredRun } from './measured-run.ts';
import type { TrainingPlanOptions } from './options.ts';
import { weighed, type WeighedYields } from './weighed.ts';
import { pieceTokens, type StrategyYield, type Yield, yieldsOf } from './yields.ts';

/** Requests in flight at a GPU: more make hardly more tokens. */
const CONCURRENCY = 512;
const DEFAULT_PROFILE: ProfileName = 'smollm2-1.7b-h100';

/**
 * Prompt tokens for each completion token from which on a GPU is busier with reading than with writing: `smollm2-1.7b-h100`,
 * simulated, writes a token in the time that it reads 46.
 */
const MOSTLY_READING = 46;

/** A figure and where it comes from, in words. */
interface Sourced {
  readonly value: number;
  readonly origin: string;
}

/** What rewriting gives and takes. */
export interface Rewriting extends WeighedYields {
  /** Where the yields come from, and where the accepted share of them does. */
  readonly origin: string;
  readonly acceptanceOrigin: string;
  /** Completion tokens a second of one GPU. */
  readonly speed: Sourced;
  /** Of the model that rewrites; undefined where it is not known. */
  readonly parameters: number | undefined;
  /** What a reader should know of these figures. */
  readonly notes: readonly string[];
}

/** What is to be rewritten, and into how much. */
export interface Needed {
  /** Of a document on average. */
  readonly documentTokens: number;
  /** Real tokens that there are, and those that are to be made of them. */
  readonly available: number;
  readonly synthetic: number;
}

/**
 * What rewriting with a mix gives and takes: as a run measured it, or by the strategies' expected ratios and a simulated GPU.
 * Throws a usage error for a run that is not complete, without a served model, or without a strategy of the mix.
 */
export async function rewritingOf(
  mix: Mix,
  { documentTokens, available, synthetic }: Needed,
  options: Pick<TrainingPlanOptions, 'acceptance' | 'run' | 'profile' | 'throughput' | 'rewriter_size'>,
): Promise<Rewriting> {
  const { acceptance, profile: name, throughput } = options;
  const run = options.run === undefined ? undefined : await readMeasuredRun(options.run);
  const yields = yieldsOf(mix, { documentTokens, acceptance, counted: run?.manifest.strategies });
  const { strategies, average, rewritesPerDocument } = weighed(mix, yields, synthetic / available);
  const profile = PROFILES[name ?? DEFAULT_PROFILE];
  const origin = originOf(mix, yields, run);
  return {
    strategies,
    average,
    rewritesPerDocument,
    origin,
    acceptanceOrigin:
      acceptance !== undefined ? 'given' : run === undefined ? 'an assumption: measure it with --run' : origin,
    speed: speedOf(options, profile, run, { mix, documentTokens, rewritesPerDocument, ratio: average.completion }),
    parameters:
      options.rewriter_size ??
      (run !== undefined ? writerSize(run) : throughput === undefined ? profile.parameters : undefined),
    notes: notesOf(options, profile, run, average),
  };
}

function originOf(mix: Mix, yields: readonly StrategyYield[], run: MeasuredRun | undefined): string {
  if (run === undefined) return `the expected ratios of ${mix.name}, an assumption`;
  const others = yields.filter(({ isMeasured }) => !isMeasured).map(({ strategy }) => strategy);
  if (others.length === yields.length) {
    const has = Object.keys(run.manifest.strategies).join(', ');
    throw usageError(
      `--run ${run.directory} accepted nothing of ${others.join(', ')} (it has ${has}): name a run of ${mix.name}, or plan with its own --strategy`,
    );
  }
  const measured = `measured in ${run.directory}`;
  return others.length === 0 ? measured : `${measured}; assumed for ${others.join(', ')}, of which it accepted nothing`;
}

/** What a GPU is asked for. */
interface RewritingWork {
  readonly mix: Mix;
  readonly documentTokens: number;
  readonly rewritesPerDocument: number;
  /** Completion tokens per source token. */
  readonly ratio: number;
}

function speedOf(
  { throughput, profile: name }: Pick<TrainingPlanOptions, 'throughput' | 'profile'>,
  { model, gpu, source, engine }: NamedProfile,
  run: MeasuredRun | undefined,
  { mix, documentTokens, rewritesPerDocument, ratio }: RewritingWork,
): Sourced {
  if (throughput !== undefined) return { value: throughput, origin: 'given' };
  if (run !== undefined && name === undefined) {
    if (run.tokensPerSecond !== undefined)
      return { value: run.tokensPerSecond, origin: `measured in ${run.directory}` };
    throw usageError(`--run ${run.directory} says nothing of a GPU's speed: give --throughput or --profile beside it`);
  }
  const chunks = mix.entries.flatMap(({ strategy: { chunk } }) => chunk?.maxTokens ?? []);
  const workload = {
    ...TYPICAL_WORKLOAD,
    documentTokens: { ...TYPICAL_WORKLOAD.documentTokens, mean: pieceTokens(documentTokens, chunks[0]) },
    rewritesPerDocument,
    output: { ratio },
  };
  const { tokensPerSecond } = simulateLoad(engine, workload, CONCURRENCY, 0);
  return { value: tokensPerSecond, origin: `simulated: ${model} on ${gpu}, ${source}` };
}

/** The size of the model that wrote a run, where its configuration told. */
function writerSize({ manifest: { flops } }: MeasuredRun): number | undefined {
  return Object.values(flops?.strategies ?? {})[0]?.parameters;
}

function notesOf(
  { throughput, profile: name }: Pick<TrainingPlanOptions, 'throughput' | 'profile'>,
  { model }: NamedProfile,
  run: MeasuredRun | undefined,
  { prompt, completion }: Yield,
): string[] {
  if (throughput !== undefined && prompt > MOSTLY_READING * completion) {
    return [
      'more of the work is reading prompts than writing, which --throughput does not tell: --profile simulates it',
    ];
  }
  if (run === undefined || throughput !== undefined) return [];
  const { directory, manifest, requestsPerGpu } = run;
  const writers = Object.values(manifest.models);
  if (name === undefined) {
    if (requestsPerGpu >= WARM_UP_ROUNDS * CONCURRENCY) return [];
    return [
      `${directory} made ${Math.round(requestsPerGpu)} requests a GPU, too few to fill one: with more the speed is likely higher (--profile simulates a full one)`,
    ];
  }
  if (writers.includes(model)) return [];
  return [`the speed is of ${model}; ratio and acceptance are of what wrote ${directory}: ${writers.join(', ')}`];
}
