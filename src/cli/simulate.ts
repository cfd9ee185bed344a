import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { simulatorOptionsSchema } from '../simulator/options.ts';
import { planOptionsSchema } from '../simulator/plan-options.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { flagOf, type FlagValues, parseFlags } from '../config/resolve.ts';
import { usageError } from '../vocabulary/error.ts';
import { optionsOf } from './flags.ts';
import { count } from '../text/figures.ts';
import { planReport } from './plan-report.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

/** `rewrite simulate`. */
export function addSimulate(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('simulate')
    .description(
      'OpenAI-compatible servers on this machine that behave like vLLM on GPUs, without a model; with --plan, a ' +
        'capacity planner',
    )
    .exitOverride();
  for (const option of optionsOf(simulatorOptionsSchema)) command.addOption(option);
  command.option('--endpoints-file <FILE>', 'Write the base URLs of all GPUs to this file, one a line.');
  for (const option of optionsOf(planOptionsSchema)) command.addOption(option.helpGroup('Capacity planner:'));
  command
    .addHelpText(
      'after',
      `
Examples:
  rewrite simulate --port 8000 --latency-ms 200 &
  rewrite --strategy mix --input 'my/*.jsonl' --endpoint http://127.0.0.1:8000/v1

  rewrite simulate --gpus 8 --profile smollm2-1.7b-h100 --endpoints-file gpus.txt &
  rewrite --strategy mix --input 'my/*.jsonl' $(sed 's/^/--endpoint /' gpus.txt)

  rewrite simulate --plan --gpus 64 --profile smollm2-1.7b-h100 --plan-documents 10M --gpu-hour-price 2.5`,
    )
    .action(async (flags: FlagValues) => {
      const { endpointsFile, ...rest } = flags;
      const planFlags = pick(rest, (name) => Object.hasOwn(planOptionsSchema.shape, name));
      const settings = parseFlags(
        simulatorOptionsSchema,
        pick(rest, (name) => !Object.hasOwn(planFlags, name)),
      );
      const options = parseFlags(planOptionsSchema, planFlags);
      if (options.plan) {
        print(planReport(settings, options));
        exit(0);
        return;
      }
      const [unused] = Object.keys(planFlags);
      if (unused !== undefined) throw usageError(`${flagOf(unused)} is for the capacity planner: add --plan.`);

      const simulator = await startSimulator(settings);
      const signals = watchSignals();
      if (typeof endpointsFile === 'string') await writeFile(endpointsFile, `${simulator.urls.join('\n')}\n`);
      print(listening(simulator, typeof endpointsFile === 'string' ? endpointsFile : undefined));
      await new Promise<void>((resolve) => signals.onStop(() => resolve()));
      const { answered } = simulator.stats();
      await simulator.close();
      signals.close();
      print(`${count(answered)} requests answered.`);
      exit(0);
    });
}

function pick(flags: FlagValues, chosen: (name: string) => boolean): FlagValues {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => chosen(name)));
}

function listening({ url, urls }: Simulator, file: string | undefined): string {
  if (urls.length === 1) return `Listening at ${url}; stop it with Ctrl-C.`;
  const all = urls.map((each, number) => `  ${each}  (replica ${number})`).join('\n');
  const flags =
    file === undefined ? urls.map((each) => `--endpoint ${each}`).join(' ') : `$(sed 's/^/--endpoint /' ${file})`;
  return `Listening at ${url} and ${urls.length - 1} more; stop them with Ctrl-C.\n${all}\nFor a run: ${flags}`;
}
