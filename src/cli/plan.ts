import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveRecipe } from '../config/recipes.ts';
import { type FlagValues, parseFlags } from '../config/resolve.ts';
import { type AvailableText, measureText } from '../plan/available.ts';
import { blendYaml } from '../plan/blend-yaml.ts';
import { trainingPlanOptionsSchema, type TrainingPlanOptions } from '../plan/options.ts';
import { planRewriting, planTokens } from '../plan/plan.ts';
import { rewritingOf } from '../plan/rewriting.ts';
import { runYaml } from '../plan/run-yaml.ts';
import { CHINCHILLA } from '../plan/targets.ts';
import { writeTextFile } from '../run/manifest.ts';
import { TYPICAL_WORKLOAD } from '../simulator/typical-workload.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { watchSignals } from './signals.ts';
import { tellSteps } from './tell-steps.ts';
import { print } from './terminal.ts';
import { trainingPlanReport } from './training-plan-report.ts';

const HELP = `
How many tokens a training takes, how many there are, how often they would be repeated, how many are to be rewritten, and
what that costs. Every figure says where it comes from; docs/plan.md has an example.

Examples:
  rewrite plan --model-size 1.7B --tokens 34B --available-tokens 6B --gpus 8 --gpu-hour-price 2.5
  rewrite plan --model-size 1.7B --tokens-per-parameter 100 --input 'web/*.jsonl.gz' --run out/trial \\
      --write-config night.yaml --write-blend blend.yaml
      with what a trial run measured, a configuration for the whole, and the recipe of the training set`;

/** `rewrite plan`. */
export function addPlan(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('plan')
    .description('how many tokens a training takes, how many must be rewritten, and what that costs')
    .exitOverride();
  for (const option of optionsOf(trainingPlanOptionsSchema)) command.addOption(option);
  command.addHelpText('after', HELP).action(async (flags: FlagValues) => {
    exit(await planCommand(flags, process.cwd()));
  });
}

async function planCommand(flags: FlagValues, cwd: string): Promise<number> {
  const options = parseFlags(trainingPlanOptionsSchema, flags);
  const { model_size: modelSize, strategy, gpus, gpu_hour_price: gpuHourPrice, max_epochs: maxEpochs } = options;
  if (modelSize === undefined)
    throw usageError('--model-size is missing: how many parameters has the model to train? (1.7B)');
  const target = targetOf(options, modelSize);
  for (const [flag, file] of Object.entries(filesOf(options))) {
    if (file === undefined || !existsSync(resolve(cwd, file))) continue;
    throw usageError(`--${flag} ${file} is there already: name another file, or remove it.`);
  }
  const [configFile, blendFile] = Object.values(filesOf(options)).map((file) => file && resolve(cwd, file));
  if (configFile !== undefined && configFile === blendFile) {
    throw usageError('--write-config and --write-blend name one file: give them two.');
  }
  if (options.profile !== undefined && options.throughput !== undefined) {
    throw usageError('--profile and --throughput both say how fast a GPU is: leave out one of them.');
  }
  const mix = await resolveRecipe(strategy, { cwd });
  const text = await availableText(options, cwd);
  const tokens = planTokens(target, text.tokens, options.synthetic_share, maxEpochs);
  const rewriting = await rewritingOf(mix, { ...tokens, documentTokens: text.documentTokens }, options);
  const machines = { gpus, nightHours: options.night_hours, gpuHourPrice };
  const plan = planRewriting(tokens, rewriting, machines);
  const corpus = { mix, input: options.input, textColumn: options.text_column };
  const { rewritesPerDocument, parameters: rewriterSize } = rewriting;
  const sizes = { modelSize, rewriterSize, rewritesPerDocument };
  const yaml =
    tokens.synthetic === 0 ? undefined : runYaml(tokens, plan, { ...corpus, ...sizes, strategy, gpus, gpuHourPrice });
  const written = await write(options, cwd, yaml, blendYaml(tokens, { ...corpus, maxEpochs }));
  const settings = { modelSize, maxEpochs, askedShare: options.synthetic_share, machines };
  print(trainingPlanReport({ mix, text, tokens, rewriting, plan, ...settings, yaml, written }));
  return 0;
}

/** Flag → the file that it names. */
function filesOf({
  write_config: config,
  write_blend: blend,
}: TrainingPlanOptions): Record<string, string | undefined> {
  return { 'write-config': config, 'write-blend': blend };
}

/** Writes the files that were asked for; returns their names. Throws a usage error for a run that has nothing to do. */
async function write(
  { write_config: configFile, write_blend: blendFile }: TrainingPlanOptions,
  cwd: string,
  yaml: string | undefined,
  recipe: string,
): Promise<string[]> {
  if (configFile !== undefined && yaml === undefined) {
    throw usageError(
      `--write-config ${configFile}: nothing is to be rewritten; leave it out, or ask for a --synthetic-share.`,
    );
  }
  if (configFile !== undefined) await writeTextFile(resolve(cwd, configFile), [yaml ?? '']);
  if (blendFile !== undefined) await writeTextFile(resolve(cwd, blendFile), [recipe]);
  return [configFile, blendFile].filter((file) => file !== undefined);
}

function targetOf({ tokens, tokens_per_parameter: ratio }: TrainingPlanOptions, modelSize: number): number {
  if (tokens !== undefined && ratio !== undefined) {
    throw usageError('--tokens and --tokens-per-parameter both say how long to train: leave out one of them.');
  }
  return tokens ?? Math.round(modelSize * (ratio ?? CHINCHILLA));
}

async function availableText(options: TrainingPlanOptions, cwd: string): Promise<AvailableText> {
  const { input, text_column: textColumn, available_tokens: tokens } = options;
  if (input !== undefined && tokens !== undefined) {
    throw usageError('--input and --available-tokens both say how much text there is: leave out one of them.');
  }
  if (tokens !== undefined) return { tokens, documentTokens: TYPICAL_WORKLOAD.documentTokens.mean, origin: 'given' };
  if (input === undefined) {
    throw usageError('How much text is there? Name it with --input, or give its size with --available-tokens (6B).');
  }
  const signals = watchSignals();
  try {
    const tell = tellSteps({ counting: 'reading and counting' }, 'documents');
    tell('counting', 0);
    return await measureText(input, textColumn, cwd, signals.stop, (documents) => tell('counting', documents));
  } finally {
    signals.close();
  }
}
