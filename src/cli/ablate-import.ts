import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Place } from '../ablation/import/find-results.ts';
import { importResults } from '../ablation/import/import-results.ts';
import { usageError } from '../vocabulary/error.ts';
import { ablationReport } from './ablation-report.ts';
import { gathered } from './flags.ts';
import { print } from './terminal.ts';

interface ImportFlags {
  readonly map?: readonly string[];
}

/** `rewrite ablate import`. */
export function addAblateImport(ablate: Command, exit: (code: number) => void): void {
  ablate
    .command('import')
    .description('reads benchmarks of the trained models, by lm-evaluation-harness, into the table of arms')
    .argument('<DIR>', 'the folder of the ablation')
    .argument(
      '[RESULTS...]',
      'results files, or folders of them, with a folder `ARM-seed-N` in their paths, as launch.sh makes them',
    )
    .exitOverride()
    .option(
      '--map <ARM:SEED=PATH>',
      'a file or folder that is of this arm and seed, or ARM:SEED:TRAINING of a training seed too; may be repeated',
      gathered,
    )
    .addHelpText(
      'after',
      `
Examples:
  rewrite ablate import out/strategies train/strategies/results
  rewrite ablate import out/strategies --map summary:0=evaluations/run-17`,
    )
    .action(async (directory: string, results: readonly string[], flags: ImportFlags) => {
      const cwd = process.cwd();
      const places: Place[] = [
        ...results.map((path) => ({ path: resolve(cwd, path), of: undefined })),
        ...(flags.map ?? []).map((text) => mapped(text, cwd)),
      ];
      if (places.length === 0) throw usageError('Name results files or folders, or give --map ARM:SEED=PATH.');
      const out = resolve(cwd, directory);
      const after = await importResults(out, places, (sentence) => process.stderr.write(`warning: ${sentence}\n`));
      print(ablationReport(after, relative(cwd, out) || '.'));
      exit(0);
    });
}

function mapped(text: string, cwd: string): Place {
  const [, arm, seed, training, path] = /^([^:=]+):(\d+)(?::(\d+))?=(.+)$/.exec(text) ?? [];
  if (arm === undefined || path === undefined)
    throw usageError(`--map: ${JSON.stringify(text)} is not ARM:SEED=PATH, such as summary:0=results/run-17`);
  const of = { arm, seed: Number(seed), training: training === undefined ? undefined : Number(training) };
  return { path: resolve(cwd, path), of };
}
