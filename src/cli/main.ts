import { Command, CommanderError, Option } from 'commander';
import { runOptionsSchema } from '../config/run-options.ts';
import { nearest } from '../text/nearest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { addAblate } from './ablate.ts';
import { addAnnotate } from './annotate.ts';
import { addBlend } from './blend.ts';
import { addClassifier } from './classifier.ts';
import { addContamination } from './contamination.ts';
import { addDedup } from './dedup.ts';
import { addDoctor } from './doctor.ts';
import { exitCodeOf, explain } from './exit-codes.ts';
import { optionsOf } from './flags.ts';
import { addPlan } from './plan.ts';
import { addPreview } from './preview.ts';
import { addProx } from './prox.ts';
import { addReport } from './report.ts';
import { runCommand } from './run-command.ts';
import { addSelect } from './select.ts';
import { addSimulate } from './simulate.ts';
import { addStatus } from './status.ts';
import { addStrategies } from './strategies.ts';
import { addValidate } from './validate.ts';
import { addVerify } from './verify.ts';

const EXAMPLES = `
Examples:
  rewrite --strategy mix
      the seed documents through the built-in rules, without a model
  rewrite --strategy mix --input 'corpus/*.jsonl.gz' \\
      --endpoint http://gpu-1:8000/v1 --endpoint http://gpu-2:8000/v1 --out out/night-12
      a corpus through two vLLM servers; the same command again resumes
  rewrite --strategy qa,summary --input docs.parquet --endpoint http://localhost:8000/v1 --budget-tokens 50M --dry-run
      what a run would do and cost, with one prompt per strategy`;

/** Runs the command line `argv` (as `process.argv`) and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignoreClosedPipe)) stream.on('error', ignoreClosedPipe);
  }
  const program = commandLine((code) => {
    process.exitCode = code;
  });
  try {
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

/** All commands; `exit` is told the exit code of the one that ran. */
export function commandLine(exit: (code: number) => void): Command {
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
      exit(await runCommand(flags, { config, dryRun: dryRun === true }));
    });
  program.addCommand(run, { isDefault: true });

  addStrategies(program, exit);
  addPreview(program, exit);
  addValidate(program, exit);
  addStatus(program, exit);
  addVerify(program, exit);
  addAnnotate(program, exit);
  addClassifier(program, exit);
  addSelect(program, exit);
  addDedup(program, exit);
  addContamination(program, exit);
  addBlend(program, exit);
  addPlan(program, exit);
  addAblate(program, exit);
  addReport(program, exit);
  addDoctor(program, exit);
  addProx(program, exit);
  addSimulate(program, exit);
  program.addHelpText('after', () => `\n${runOptionsHelp(run)}\n${EXAMPLES}`);
  for (const command of program.commands) command.exitOverride();
  return program;
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
  const meant = nearest(
    word,
    program.commands.map((command) => command.name()),
  );
  program.error(
    `rewrite: unknown command ${JSON.stringify(word)}${meant === undefined ? '' : `, did you mean \`rewrite ${meant}\``}? See rewrite --help.`,
    { exitCode: 2 },
  );
}
