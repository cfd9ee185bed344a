import { Command, CommanderError, Option } from 'commander';
import { runOptionsSchema } from '../config/run-options.ts';
import { nearest } from '../text/nearest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { exitCodeOf, explain } from './exit-codes.ts';
import { optionsOf } from './flags.ts';

const EXAMPLES = `
Examples:
  rewrite --strategy mix
      the seed documents through the built-in rules, without a model
  rewrite --strategy mix --input 'corpus/*.jsonl.gz' \\
      --endpoint http://gpu-1:8000/v1 --endpoint http://gpu-2:8000/v1 --out out/night-12
      a corpus through two vLLM servers; the same command again resumes
  rewrite --strategy qa,summary --input docs.parquet --endpoint http://localhost:8000/v1 --budget-tokens 50M --dry-run
      what a run would do and cost, with one prompt per strategy`;

type AddCommand = (program: Command, exit: (code: number) => void) => void;

/**
 * The commands beside `run`, in the order of the help. A command's file, and with it all that the command needs, is read
 * only when it is named: a start takes half the time, and Node, which opens files all at once, needs fewer.
 */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  strategies: async () => (await import('./strategies.ts')).addStrategies,
  preview: async () => (await import('./preview.ts')).addPreview,
  validate: async () => (await import('./validate.ts')).addValidate,
  status: async () => (await import('./status.ts')).addStatus,
  verify: async () => (await import('./verify.ts')).addVerify,
  annotate: async () => (await import('./annotate.ts')).addAnnotate,
  classifier: async () => (await import('./classifier.ts')).addClassifier,
  select: async () => (await import('./select.ts')).addSelect,
  dedup: async () => (await import('./dedup.ts')).addDedup,
  contamination: async () => (await import('./contamination.ts')).addContamination,
  blend: async () => (await import('./blend.ts')).addBlend,
  plan: async () => (await import('./plan.ts')).addPlan,
  ablate: async () => (await import('./ablate.ts')).addAblate,
  report: async () => (await import('./report.ts')).addReport,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  prox: async () => (await import('./prox.ts')).addProx,
  simulate: async () => (await import('./simulate.ts')).addSimulate,
};

/** Runs the command line `argv` (as `process.argv`) and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignoreClosedPipe)) stream.on('error', ignoreClosedPipe);
  }
  try {
    const program = await commandLine(argv, (code) => {
      process.exitCode = code;
    });
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

/** Whoever read what we say has gone (`| head`, a closed terminal): no reason to end a night's run. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The commands that a command line needs; `exit` is told the exit code of the one that ran. */
export async function commandLine(argv: readonly string[], exit: (code: number) => void): Promise<Command> {
  const program = new Command('rewrite')
    .description(
      'Rewrites a corpus of documents into diverse, validated training text through a small served language model.',
    )
    .version(TOOL_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .usage('[run] [options] | <command>')
    .helpCommand('help [command]', 'the help of a command')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false, subcommandTerm: (command) => command.name() })
    .configureOutput({ outputError: tellError })
    .exitOverride();

  const run = new Command('run')
    .description('rewrite documents (the command that runs when none is named)')
    .argument('[words...]')
    .usage('[options]')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({ outputError: tellError })
    .exitOverride();
  for (const option of optionsOf(runOptionsSchema)) run.addOption(option);
  run
    .addOption(
      new Option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)').helpGroup('What:'),
    )
    .addOption(
      new Option(
        '--dry-run',
        'read, select, schedule and render; call nothing; print counts, estimates and prompts',
      ).helpGroup('What:'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (words: readonly string[]) => {
      if (words.length > 0) refuseWords(program, words);
      const { config, dryRun, ...flags } = run.opts<{ config?: string; dryRun?: boolean }>();
      const { runCommand } = await import('./run-command.ts');
      exit(await runCommand(flags, { config, dryRun: dryRun === true }));
    });
  program.addCommand(run, { isDefault: true });

  for (const name of commandsOf(argv)) (await COMMANDS[name]?.())?.(program, exit);
  program.addHelpText('after', () => `\n${runOptionsHelp(run)}\n${EXAMPLES}`);
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Which commands are to be read: the one that is named; all where they are listed; none for `run`. */
function commandsOf([, , first = '', ...others]: readonly string[]): readonly string[] {
  if (Object.hasOwn(COMMANDS, first)) return [first];
  const listed = first === 'help' ? others[0] !== 'run' : [first, ...others].some((word) => /^(-h|--help)$/.test(word));
  return listed ? Object.keys(COMMANDS) : [];
}

/** The groups of `run`'s options, as its own help shows them, for the help of the whole. */
function runOptionsHelp(run: Command): string {
  const [, groups = ''] = /^(What:\n.*?)^Options:$/ms.exec(run.helpInformation()) ?? [];
  return groups.trimEnd();
}

/** All complaints begin alike, whoever finds the fault. */
function tellError(text: string, write: (text: string) => void): void {
  write(text.replace(/^error: /, 'rewrite: '));
}

function refuseWords(program: Command, words: readonly string[]): never {
  const [word = ''] = words;
  const meant = nearest(word, ['run', ...Object.keys(COMMANDS)]);
  program.error(
    `rewrite: unknown command ${JSON.stringify(word)}${meant === undefined ? '' : `, did you mean \`rewrite ${meant}\``}? See rewrite --help.`,
    { exitCode: 2 },
  );
}
