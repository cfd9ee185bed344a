import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type FlagValues, parseFlags, resolveOptions } from '../config/resolve.ts';
import { runOptionsSchema } from '../config/run-options.ts';
import { buildSft } from '../refining/build-sft/build-sft.ts';
import { sftFolder } from '../refining/build-sft/folder.ts';
import { buildSftOptionsSchema, STAGE_OPTIONS } from '../refining/build-sft/options.ts';
import { loadLanguageLibrary } from '../text/language.ts';
import { usageError } from '../vocabulary/error.ts';
import { sftReport } from './build-sft-report.ts';
import { gathered, optionsOf } from './flags.ts';
import { runHooks } from './run-hooks.ts';
import { watchSignals } from './signals.ts';
import { openTerminal, print } from './terminal.ts';

/** What is told when a step begins. */
const STEPS = {
  scores: 'step 1 of 3: rating documents',
  programs: 'step 2 of 3: asking for programs',
  examples: 'step 3 of 3: making examples',
} as const;

/** `rewrite prox build-sft`. */
export function addProxBuildSft(prox: Command, exit: (code: number) => void): void {
  const command = prox
    .command('build-sft')
    .description('training data for a ProX refiner of your own, from a large instruct model')
    .exitOverride()
    .addOption(
      new Option(
        '--input <GLOB>',
        'your documents: .jsonl .ndjson .json (each also .gz .zst) or .parquet; may be repeated',
      )
        .argParser(gathered)
        .helpGroup('What:'),
    )
    .addOption(
      new Option('--out <DIR>', 'the folder for both runs and the examples; the same again resumes').helpGroup('What:'),
    );
  for (const option of optionsOf(runOptionsSchema)) {
    if (STAGE_OPTIONS.includes(option.attributeName())) command.addOption(option);
  }
  for (const option of optionsOf(buildSftOptionsSchema)) command.addOption(option);
  command
    .option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)')
    .addHelpText(
      'after',
      `
Examples:
  rewrite prox build-sft --input 'docs/*.jsonl.gz' --endpoint http://localhost:8000/v1 --out sft/web
      rates documents, asks for programs, makes examples; the same command again resumes
  rewrite prox build-sft --input 'docs/*.jsonl.gz' --out sft/web --max-removed 0.3
      makes the examples again from what is there, and asks no server`,
    )
    .action(async ({ config, ...flags }: FlagValues & { readonly config?: string }) => {
      exit(await buildSftCommand(flags, config));
    });
}

/** Returns the exit code. */
async function buildSftCommand(flags: FlagValues, config: string | undefined): Promise<number> {
  const cwd = process.cwd();
  const isOwn = (name: string) => Object.hasOwn(buildSftOptionsSchema.shape, name);
  const pick = (own: boolean) => Object.fromEntries(Object.entries(flags).filter(([name]) => isOwn(name) === own));
  const examples = parseFlags(buildSftOptionsSchema, pick(true));
  const { options } = await resolveOptions(pick(false), config, cwd);
  if (options.input === undefined) throw usageError('--input names no documents: give a glob of your corpus.');
  if (options.out === undefined) throw usageError('--out is missing: give the folder that the examples go to.');
  await loadLanguageLibrary();

  const folder = sftFolder(resolve(cwd, options.out));
  const terminal = openTerminal(options);
  const { progress, log } = terminal;
  const signals = watchSignals();
  signals.onStop((signal) => log.info(`${signal}: finishing what is in flight; once more to end at once`));
  try {
    const surroundings = { cwd, env: process.env, now: new Date() };
    const report = await buildSft({ folder, options, surroundings }, examples, {
      ...runHooks(terminal, signals.stop),
      onStage: (stage, { backend }) => {
        log.info(STEPS[stage]);
        if (stage === 'scores' && backend === 'extractive') log.info('built-in backend: rules, no language model');
      },
      onStageEnd: (result) => {
        progress.stop();
        if (result.end === 'already') log.info('this step was complete already: nobody is asked');
      },
    });
    if (report === undefined) {
      log.info(
        `Stopped; everything that finished is kept. Go on with the same command and --out ${relative(cwd, folder.out) || '.'}`,
      );
      return signals.exitCode();
    }
    if (!options.quiet) print(sftReport(report, relative(cwd, folder.sft)));
    return 0;
  } finally {
    progress.stop();
    signals.close();
  }
}
