import type { Command } from 'commander';
import { runOptionsSchema } from '../config/run-options.ts';
import { diagnose } from '../run/doctor.ts';
import { optionsOf } from './flags.ts';
import { openJob } from './run-command.ts';
import { print } from './terminal.ts';

const SHARED = ['endpoint', 'model', 'api_key_env', 'out', 'backend'];

/** `rewrite doctor`. */
export function addDoctor(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('doctor')
    .description(
      'check this machine, and the servers that --endpoint or the configuration names; exit 2 when something is missing',
    )
    .exitOverride();
  for (const option of optionsOf(runOptionsSchema)) {
    if (SHARED.includes(option.attributeName())) command.addOption(option);
  }
  command
    .option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)')
    .addHelpText('after', '\nExample:\n  rewrite doctor --endpoint http://localhost:8000/v1')
    .action(async ({ config, ...flags }: { config?: string }) => {
      const job = await openJob({ ...flags, wait: '5s' }, config);
      const findings = await diagnose(job, process.versions.node);
      for (const { name, level, detail } of findings) {
        print(`${level === 'good' ? '✓' : level === 'warning' ? '!' : '✗'} ${name.padEnd(10)} ${detail}`);
      }
      exit(findings.some(({ level }) => level === 'bad') ? 2 : 0);
    });
}
