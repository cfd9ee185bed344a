import type { Command } from 'commander';
import { verify } from '../run/verify.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { count } from './format.ts';
import { print } from './terminal.ts';

/** `rewrite verify DIR [DIR…]`. */
export function addVerify(program: Command, exit: (code: number) => void): void {
  program
    .command('verify')
    .description('hold complete runs against their manifests: nothing lost, nothing twice, checksums right')
    .argument('<DIR...>', 'run directories; ids must be unique over all of them')
    .exitOverride()
    .addHelpText('after', '\nExamples:\n  rewrite verify out/night-12\n  rewrite verify out/part-*')
    .action(async (directories: readonly string[]) => {
      const { files, records, mismatches } = await verify(directories);
      if (mismatches.length > 0) throw new RewriteError('mismatch', mismatches.join('\n'));
      print(
        `${count(records)} records in ${count(files)} files: all as the ${directories.length === 1 ? 'manifest says' : 'manifests say'}.`,
      );
      exit(0);
    });
}
