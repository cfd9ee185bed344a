import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportAblation } from '../ablation/export/export-ablation.ts';
import { DEFAULT_TASKS } from '../ablation/export/launch-script.ts';
import { ESTIMATE, openTokenizer } from '../blend/tokenizer.ts';
import { parseTokenCount } from '../config/token-count.ts';
import { count } from '../text/figures.ts';
import { usageError } from '../vocabulary/error.ts';
import { gathered } from './flags.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

interface ExportFlags {
  readonly out: string;
  readonly arm?: readonly string[];
  readonly seed?: readonly string[];
  readonly tokenizer?: string;
  readonly model: string;
  readonly modelParameters?: string;
  readonly continued?: boolean;
  readonly sequenceLength: string;
  readonly batch: string;
  readonly accumulation: string;
  readonly gpus: string;
  readonly tasks: string;
}

/** `rewrite ablate export`. */
export function addAblateExport(ablate: Command, exit: (code: number) => void): void {
  ablate
    .command('export')
    .description('writes the arms of a finished ablation for a training with LLaMA-Factory')
    .argument('<DIR>', 'the folder of the ablation')
    .exitOverride()
    .requiredOption('--out <DIR>', 'a folder that is not there')
    .option('--arm <NAME>', 'only this arm; may be repeated (default: all that came to the budget)', gathered)
    .option(
      '--seed <N>',
      "train on each arm's texts with this seed; may be repeated (default: once, with the seed of the texts)",
      gathered,
    )
    .option('--tokenizer <FILE>', "the model's tokenizer.json, for exact steps (default: tokens are estimated)")
    .option('--model <NAME>', 'its shape and tokenizer are taken', 'HuggingFaceTB/SmolLM2-135M')
    .option('--model-parameters <N>', 'its size (135M), where its name or config.json does not say')
    .option('--continued', "go on from the model's weights instead of training from scratch")
    .option('--sequence-length <N>', 'tokens of a sequence', '2048')
    .option('--batch <N>', 'sequences at a time on a GPU', '8')
    .option('--accumulation <N>', 'batches of a step', '4')
    .option('--gpus <N>', 'GPUs that each model is trained on', '1')
    .option('--tasks <NAMES>', 'tasks of lm-evaluation-harness, separated by commas', DEFAULT_TASKS)
    .addHelpText(
      'after',
      `
Example:
  rewrite ablate export out/strategies --out train/strategies --tokenizer tokenizer.json --seed 0 --seed 1 --seed 2
      README.md there says what to install, how to train and evaluate, and how the results come back`,
    )
    .action(async (directory: string, flags: ExportFlags) => {
      await run(directory, flags);
      exit(0);
    });
}

async function run(directory: string, flags: ExportFlags): Promise<void> {
  const cwd = process.cwd();
  const signals = watchSignals();
  try {
    const { training, left_out, models, data, advice } = await exportAblation({
      directory: resolve(cwd, directory),
      out: resolve(cwd, flags.out),
      arms: flags.arm ?? [],
      trainingSeeds: seedsOf(flags.seed ?? []),
      tokenizer: flags.tokenizer === undefined ? ESTIMATE : await openTokenizer(flags.tokenizer, '--tokenizer', cwd),
      training: {
        // A folder of one's own is not where the trainer will be called.
        model: existsSync(resolve(cwd, flags.model)) ? resolve(cwd, flags.model) : flags.model,
        continued: flags.continued === true,
        sequenceLength: positive('--sequence-length', flags.sequenceLength),
        batch: positive('--batch', flags.batch),
        accumulation: positive('--accumulation', flags.accumulation),
        gpus: positive('--gpus', flags.gpus),
      },
      parameters: flags.modelParameters === undefined ? undefined : sizeOf(flags.modelParameters),
      tasks: flags.tasks,
      signal: signals.stop,
    });
    for (const sentence of advice) process.stderr.write(`warning: ${sentence}\n`);
    print(
      [
        ...Object.entries(left_out).map(([arm, why]) => `${arm}: left out. ${why}`),
        `models: ${count(models.length)}, data sets (one for each arm and seed): ${count(data.length)}; each model: ${count(training.steps)} steps × ${count(training.tokens_per_step)} tokens = ${count(training.tokens)} tokens`,
        `train and evaluate with ${flags.out}/launch.sh; ${flags.out}/README.md says how`,
      ].join('\n'),
    );
  } finally {
    signals.close();
  }
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw usageError(`${flag}: ${JSON.stringify(text)} is no number of 1 or more`);
  return value;
}

function seedsOf(texts: readonly string[]): readonly number[] {
  const seeds = texts.map((text) => {
    // Of a 32-bit generator.
    if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
    throw usageError(`--seed: ${JSON.stringify(text)} is no seed: write a whole number from 0 to 4294967295`);
  });
  const twice = seeds.find((seed, at) => seeds.indexOf(seed) < at);
  if (twice === undefined) return seeds;
  throw usageError(`--seed: ${twice} is given twice, and would train the same model twice`);
}

function sizeOf(text: string): number {
  const parameters = parseTokenCount(text);
  if (parameters !== undefined) return parameters;
  throw usageError(`--model-parameters: ${JSON.stringify(text)} is no number of parameters: write 135M, 1.7B or 7B`);
}
