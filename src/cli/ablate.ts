import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { ablate } from '../ablation/ablate.ts';
import { type Ablation, readAblation } from '../ablation/ablation-file.ts';
import type { Shortfall } from '../ablation/foresee.ts';
import type { AblationResults } from '../ablation/results.ts';
import { parseTokenCount } from '../config/token-count.ts';
import { loadLanguageLibrary } from '../text/language.ts';
import { type RewriteError, usageError } from '../vocabulary/error.ts';
import { addAblateExport } from './ablate-export.ts';
import { addAblateImport } from './ablate-import.ts';
import { ablationReport } from './ablation-report.ts';
import { tellArms } from './arms-progress.ts';
import { count, short } from '../text/figures.ts';
import { createLog } from './log.ts';
import { tellEvents } from './events.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

interface AblateFlags {
  readonly out?: string;
  readonly budgetTokens?: string;
  readonly seeds?: string;
  readonly endpoint: readonly string[];
  readonly model?: string;
  readonly backend?: 'openai' | 'extractive';
  readonly input: readonly string[];
  readonly embeddingsEndpoint: readonly string[];
  readonly embeddingsModel?: string;
  readonly quiet?: boolean;
}

/** `rewrite ablate`. */
export function addAblate(program: Command, exit: (code: number) => void): void {
  const several = (value: string, before: readonly string[]): string[] => [...before, value];
  const command = program
    .command('ablate')
    .description('which strategy, mix or model is better: arms with matched budgets, compared')
    .exitOverride();
  command
    .command('run')
    .description('makes all arms of an ablation file, measures and compares them')
    .argument('<ABLATION.yaml>')
    .exitOverride()
    .option(
      '--out <DIR>',
      'the folder for all arms and results.json; the same again resumes (default: runs/ablation-<name>)',
    )
    .option('--budget-tokens <N>', "generated tokens of each arm and seed (default: the file's)")
    .option('--seeds <N>', "make each arm with the seeds 0 to N − 1 (default: the file's)")
    .addOption(
      new Option('--endpoint <URL>', 'base URL ending in /v1 for every arm that names none; may be repeated')
        .argParser(several)
        .default([], ''),
    )
    .option('--model <NAME>', 'model at the endpoints for every arm that names none')
    .addOption(
      new Option(
        '--backend <NAME>',
        'who rewrites for every arm that does not say: a served model, or the built-in rules (no model)',
      ).choices(['openai', 'extractive']),
    )
    .addOption(
      new Option('--input <GLOB>', 'documents for every arm that names none; may be repeated')
        .argParser(several)
        .default([], ''),
    )
    .addOption(
      new Option(
        '--embeddings-endpoint <URL>',
        'base URL ending in /v1 of a served embedding model, for similarity and Vendi score; may be repeated',
      )
        .argParser(several)
        .default([], ''),
    )
    .option('--embeddings-model <NAME>', 'embedding model there (default: the one served)')
    .option('--quiet', 'no progress; the result alone')
    .addHelpText(
      'after',
      `
Examples:
  rewrite ablate run eval/ablations/strategies.yaml
      each strategy alone against the mix, on the seed documents with the built-in rules
  rewrite ablate run eval/ablations/strategies.yaml --input 'corpus/*.jsonl.gz' \\
      --endpoint http://gpu-1:8000/v1 --budget-tokens 5M --seeds 3 --out out/strategies
      the same with a served model and documents of your own; again resumes`,
    )
    .action(async (file: string, flags: AblateFlags) => {
      exit(await ablateRun(file, flags));
    });
  addAblateExport(command, exit);
  addAblateImport(command, exit);
}

/** Returns the exit code. */
async function ablateRun(file: string, flags: AblateFlags): Promise<number> {
  const cwd = process.cwd();
  const ablation = await readAblation(file, {
    budgetTokens: flags.budgetTokens === undefined ? undefined : tokensOf(flags.budgetTokens),
    seeds: flags.seeds === undefined ? undefined : seedsOf(flags.seeds),
    embeddings: {
      ...(flags.embeddingsEndpoint.length === 0 ? {} : { endpoint: [...flags.embeddingsEndpoint] }),
      ...(flags.embeddingsModel === undefined ? {} : { model: flags.embeddingsModel }),
    },
    base: {
      ...(flags.endpoint.length === 0 ? {} : { endpoint: [...flags.endpoint] }),
      ...(flags.model === undefined ? {} : { model: flags.model }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      ...(flags.input.length === 0 ? {} : { input: [...flags.input] }),
    },
  });
  const out = resolve(cwd, flags.out ?? `runs/ablation-${ablation.name}`);
  const log = createLog({
    format: 'pretty',
    quiet: flags.quiet === true,
    writeLine: (line) => process.stderr.write(`${line}\n`),
  });
  await loadLanguageLibrary();
  const signals = watchSignals();
  // All arms ask the same servers: one teller knows what was said of them.
  const onEvent = tellEvents(log);
  const failures: RewriteError[] = [];
  const progress = tellArms(ablation.budgetTokens, (line) => log.info(line));
  const isArm = (name: string): boolean => ablation.arms.some((arm) => arm.name === name);
  signals.onStop((signal) => log.info(`${signal}: finishing what is in flight; once more to end at once`));
  try {
    log.info(
      `${ablation.name}: ${ablation.arms.length} arms × ${ablation.seeds.length} ${ablation.seeds.length === 1 ? 'seed' : 'seeds'} × ${count(ablation.budgetTokens)} tokens`,
    );
    const results = await ablate(
      ablation,
      out,
      { cwd, env: process.env, now: new Date() },
      {
        stop: signals.stop,
        runHooks: (arm, seed) => ({
          stop: signals.stop,
          onEvent,
          onBegin: ({ warnings, snapshot }) => {
            // Raters are runs too, and have no budget.
            if (isArm(arm)) progress.begin(arm, seed, snapshot);
            for (const warning of warnings) log.warn(`${arm}: ${warning}`);
          },
          onBug: (cause, where) =>
            log.warn(`${arm}, seed ${seed}, ${where}: a bug, please report it; the run goes on. ${String(cause)}`),
          onTrouble: (sentence) => log.warn(`${arm}: ${sentence}`),
          onWarning: (sentence) => log.warn(`${arm}: ${sentence}`),
          now: () => Date.now(),
        }),
        onSources: ({ documents, heldOutDocuments }, arms) =>
          log.info(
            `${count(documents)} documents, ${count(heldOutDocuments)} held out${arms.length === ablation.arms.length ? '' : ` (${arms.join(', ')})`}`,
          ),
        onShort: (arms) => log.warn(shortWarning(arms, ablation)),
        onArm: (arm, seed, failure) => {
          progress.end(arm, seed);
          if (failure === undefined) return log.info(`${arm}, seed ${seed}: made`);
          failures.push(failure);
          log.warn(`${arm}: left out. ${failure.message}`);
        },
        onRated: (rater, { arm, seed }, questions, sent) =>
          log.info(
            `${arm}, seed ${seed}: rated by ${rater}, ${count(sent)} questions sent${sent < questions ? `, ${count(questions - sent)} answered before` : ''}`,
          ),
        onMeasured: (arm, seed) => log.info(`${arm}, seed ${seed}: measured`),
      },
    );
    const shownOut = relative(cwd, out) || '.';
    if (results !== undefined) print(ablationReport(results, shownOut));
    if (!signals.stop.aborted) return results === undefined ? 0 : exitCodeOf(results, failures);
    log.info(`Stopped; everything that finished is kept. Go on with the same command and --out ${shownOut}`);
    return signals.exitCode();
  } finally {
    progress.close();
    signals.close();
  }
}

/** What will come short, before it is made. */
function shortWarning(arms: readonly Shortfall[], { budgetTokens }: Ablation): string {
  const each = arms.map(({ arm, tokens }) => `${arm} ${short(tokens)}`).join(', ');
  return `too few documents for ${short(budgetTokens)} tokens; about what they come to if every rewrite is accepted: ${each}. An arm that comes short is compared with none: stop here (Ctrl-C), and give more documents (--input) or a smaller --budget-tokens with another --out`;
}

/** An ablation without a single arm to look at has failed: as its servers did, or for what is wrong in the file. */
function exitCodeOf({ arms }: AblationResults, failures: readonly RewriteError[]): number {
  if (arms.some(({ state }) => state === 'complete')) return 0;
  return failures.some(({ code }) => code === 'outage') ? 3 : 2;
}

function tokensOf(text: string): number {
  const tokens = parseTokenCount(text);
  if (tokens === undefined)
    throw usageError(
      `--budget-tokens: ${JSON.stringify(text)} is no number of tokens: write 500000, 500k, 50M or 1.5B`,
    );
  return tokens;
}

function seedsOf(text: string): number {
  const seeds = Number(text);
  if (!Number.isSafeInteger(seeds) || seeds < 1 || seeds > 1000)
    throw usageError(`--seeds: ${JSON.stringify(text)} is no number from 1 to 1,000`);
  return seeds;
}
