import type { Command } from 'commander';
import { ALL_REASONS } from '../run/reasons.ts';
import { table } from './format.ts';
import { print } from './terminal.ts';

/** `rewrite validate --reasons`: every reason that a manifest or a reject can name. */
export function addReasons(program: Command, exit: (code: number) => void): void {
  program
    .command('validate')
    .description('the reasons for which a rewrite is not accepted')
    .requiredOption('--reasons', 'list every reason with its meaning')
    .exitOverride()
    .action(() => {
      print(
        table(
          Object.entries(ALL_REASONS).map(([reason, meaning]) => [reason.padEnd(26) + meaning]),
          '',
        ),
      );
      exit(0);
    });
}
