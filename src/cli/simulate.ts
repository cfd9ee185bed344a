import type { Command } from 'commander';
import { simulatorOptionsSchema } from '../simulator/options.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { parseFlags } from '../config/resolve.ts';
import { optionsOf } from './flags.ts';
import { count } from './format.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

/** `rewrite simulate`. */
export function addSimulate(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('simulate')
    .description('an OpenAI-compatible server on this machine whose answers are made by the built-in rules')
    .exitOverride();
  for (const option of optionsOf(simulatorOptionsSchema)) command.addOption(option);
  command
    .addHelpText(
      'after',
      `
Example:
  rewrite simulate --port 8000 --latency-ms 200 &
  rewrite --strategy mix --input 'my/*.jsonl' --endpoint http://127.0.0.1:8000/v1`,
    )
    .action(async (flags: Readonly<Record<string, unknown>>) => {
      const simulator = await createSimulator(parseFlags(simulatorOptionsSchema, flags));
      const signals = watchSignals();
      print(`Listening at ${simulator.url}; stop it with Ctrl-C.`);
      await new Promise<void>((resolve) => signals.onStop(() => resolve()));
      const { answered } = simulator.stats();
      await simulator.close();
      signals.close();
      print(`${count(answered)} requests answered.`);
      exit(0);
    });
}
