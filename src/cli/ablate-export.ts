import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportAblation } from '../ablation/export/export-ablation.ts';
import { DEFAULT_TASKS } from '../ablation/export/launch-script.ts';
import { ESTIMATE, openTokenizer } from '../blend/tokenizer.ts';
import { usageError } from '../vocabulary/error.ts';
import { gathered } from './flags.ts';
import { count } from '../text/figures.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

interface ExportFlags {
  readonly out: string;
  readonly arm?: readonly string[];
  readonly tokenizer?: string;
  readonly model: string;
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
    .option('--tokenizer <FILE>', "the model's tokenizer.json, for exact steps (default: tokens are estimated)")
    .option('--model <NAME>', 'its shape and tokenizer are taken', 'HuggingFaceTB/SmolLM2-135M')
    .option('--continued', "go on from the model's weights instead of training from scratch")
    .option('--sequence-length <N>', 'tokens of a sequence', '2048')
    .option('--batch <N>', 'sequences at a time on a GPU', '8')
    .option('--accumulation <N>', 'batches of a step', '4')
    .option('--gpus <N>', 'GPUs that each model is trained on', '1')
    .option('--tasks <NAMES>', 'tasks of lm-evaluation-harness, separated by commas', DEFAULT_TASKS)
    .addHelpText(
      'after',
      '\nExample:\n  rewrite ablate export out/strategies --out train/strategies --tokenizer tokenizer.json',
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
    const { training, left_out, models, tokenizer } = await exportAblation({
      directory: resolve(cwd, directory),
      out: resolve(cwd, flags.out),
      arms: flags.arm ?? [],
      tokenizer: flags.tokenizer === undefined ? ESTIMATE : await openTokenizer(flags.tokenizer, '--tokenizer', cwd),
      training: {
        model: flags.model,
        continued: flags.continued === true,
        sequenceLength: positive('--sequence-length', flags.sequenceLength),
        batch: positive('--batch', flags.batch),
        accumulation: positive('--accumulation', flags.accumulation),
        gpus: positive('--gpus', flags.gpus),
      },
      tasks: flags.tasks,
      signal: signals.stop,
    });
    print(
      [
        ...Object.entries(left_out).map(([arm, why]) => `${arm}: left out. ${why}`),
        `${count(models.length)} models, each ${count(training.steps)} steps = ${count(training.tokens)} tokens${tokenizer === 'estimate' ? ' (estimated: give --tokenizer)' : ''}`,
        `train and evaluate with ${flags.out}/launch.sh`,
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
