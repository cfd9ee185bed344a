import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type FlagValues, parseFlags, resolveOptions } from '../config/resolve.ts';
import { type RunOptions, runOptionsSchema } from '../config/run-options.ts';
import { annotateAsked } from '../raters/asked/annotate-asked.ts';
import type { AskedRater } from '../raters/asked/asked-rater.ts';
import type { MeasuredOptions, MeasuredRater } from '../raters/measured/measured-rater.ts';
import { findRater, raterList } from '../raters/registry.ts';
import { loadLanguageLibrary } from '../text/language.ts';
import { usageError } from '../vocabulary/error.ts';
import { previewRatings } from './annotate-preview.ts';
import { annotateReport } from './annotate-report.ts';
import { optionsOf } from './flags.ts';
import { measureDocuments, MEASURING_OPTIONS } from './measure-documents.ts';
import { pageFile } from './page-file.ts';
import { runHooks } from './run-hooks.ts';
import { watchSignals } from './signals.ts';
import { openTerminal, print } from './terminal.ts';

/** Those that only raters know which ask a model. */
const ASKED_OPTIONS = [
  'limit',
  'backend',
  'endpoint',
  'model',
  'api_key_env',
  'concurrency',
  'wait',
  'request_timeout',
  'outage_limit',
  'drain_timeout',
  'seed',
  'retry_failed',
  'metrics_port',
  'gpu_hour_price',
  'gpus_per_endpoint',
  'price_in',
  'price_out',
] as const;

/** Documents of a preview without a number. */
const PREVIEWED = 50;

const schema = z.strictObject({
  rater: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'NAME',
    description: 'who rates: one of those below, or a strategy of `kind: labels` in ./strategies/raters or by its path',
  }),
  form: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'NAME',
    description: 'what a rater asks, and of which model (default: the first of its forms)',
  }),
  input: z.array(z.string()).min(1).optional().meta({
    group: 'What',
    placeholder: 'GLOB',
    description: 'your documents: .jsonl .ndjson .json (each also .gz .zst) or .parquet; may be repeated',
  }),
  out: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'DIR',
    description: 'the folder to make; where a model is asked, the same again resumes',
  }),
  classifier: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'FILE',
    description: 'the model file of the rater classifier',
  }),
  label: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'NAME',
    description: 'the label of a fastText classifier whose probability is the score',
  }),
  threads: z.int().min(0).max(64).optional().meta({
    group: 'What',
    placeholder: 'N',
    description: 'worker threads of raters that measure (default: as many as pay)',
  }),
});

type AnnotateOptions = z.output<typeof schema>;

const HELP = `
A rater that asks a model is a run: requests in flight, retries, resuming and rejects are those of rewrite run, and its
run directory is rating/ in --out. Then every document is written to shards/, in order and with all its columns, with
annotations.NAME; where the rating was rejected that is null, and the reason stands in rejects/.

Examples:
  rewrite annotate --rater dataman --input 'docs/*.jsonl.gz' --endpoint http://gpu-1:8000/v1 --out out/dataman
  rewrite annotate --rater dataman --form domain --input 'docs/*.jsonl.gz' --endpoint http://gpu-1:8000/v1 --preview 5
      five documents, their domains, and what the model said
  rewrite annotate --rater rules --input 'out/dataman/shards/*' --out out/rated
      a second rating beside the first

docs/raters.md says how each model is served, what is asked, and what the numbers are good for.`;

/** `rewrite annotate`. */
export function addAnnotate(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('annotate')
    .description('rate documents: by rules, by a classifier, or by a served model')
    .exitOverride();
  const run = optionsOf(runOptionsSchema);
  const isOwn = (name: string) => Object.hasOwn(schema.shape, name);
  const shared = (names: readonly string[]) =>
    run.filter((option) => names.includes(option.attributeName()) && !isOwn(option.attributeName()));
  for (const option of [...optionsOf(schema), ...shared(MEASURING_OPTIONS), ...shared(ASKED_OPTIONS)]) {
    command.addOption(option);
  }
  command
    .addOption(
      new Option(
        '--preview [N]',
        `show the first N documents (default ${PREVIEWED}) with their ratings, and write nothing`,
      ).helpGroup('What:'),
    )
    .addOption(new Option('--html <FILE>', 'with --preview: write them to a page, one file').helpGroup('What:'))
    .option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)')
    .addHelpText('after', () => `\n${raterHelp()}\n${HELP}`)
    .action(async ({ config, preview, html, ...flags }: AnnotateFlags) => {
      if (html !== undefined && preview === undefined) throw usageError('--html is for a preview: add --preview.');
      const shown = preview === undefined ? undefined : previewed(preview);
      exit(await annotateCommand(flags, { config, shown, html }));
    });
}

interface AnnotateFlags extends FlagValues {
  readonly config?: string;
  readonly preview?: string | true;
  readonly html?: string;
}

function previewed(given: string | true): number {
  const number = given === true ? PREVIEWED : Number(given);
  if (!Number.isInteger(number) || number < 1) throw usageError('--preview must be a whole number of at least 1.');
  return number;
}

/** The raters, for people. */
function raterHelp(): string {
  return raterList()
    .map(({ title, raters }) =>
      [
        `${title}:`,
        ...raters.flatMap(({ name, summary, source, forms }) => [
          `  ${name.padEnd(12)} ${summary}`,
          ...Object.entries(forms).map(([form, { summary: what }]) => `  ${''.padEnd(12)}   --form ${form}: ${what}`),
          `  ${''.padEnd(12)} (${source})`,
        ]),
      ].join('\n'),
    )
    .join('\n\n');
}

interface Looks {
  readonly config: string | undefined;
  /** Documents to show; undefined where all are rated. */
  readonly shown: number | undefined;
  readonly html: string | undefined;
}

/** Returns the exit code. */
async function annotateCommand(flags: FlagValues, { config, shown, html }: Looks): Promise<number> {
  const cwd = process.cwd();
  const isOwn = (name: string) => Object.hasOwn(schema.shape, name);
  const pick = (own: boolean) => Object.fromEntries(Object.entries(flags).filter(([name]) => isOwn(name) === own));
  const own = parseFlags(schema, pick(true));
  const { options } = await resolveOptions(
    { ...pick(false), ...(own.input === undefined ? {} : { input: own.input }) },
    config,
    cwd,
  );
  if (own.rater === undefined)
    throw usageError('--rater is missing: who is to rate? `rewrite annotate --help` lists the raters.');
  if (options.input === undefined) throw usageError('--input names no documents: give a glob of your corpus.');
  const found = await findRater(own.rater, cwd);
  const form = formOf(own, found);
  await loadLanguageLibrary();

  if (shown !== undefined) {
    const page = html === undefined ? undefined : await pageFile(html);
    const measured = found.kind === 'measured' ? measuredOptions(found.rater, own, flags, cwd) : undefined;
    await previewRatings({ found, form, measured, options, documents: shown, page });
    return 0;
  }
  if (own.out === undefined) throw usageError('--out is missing: give the folder that the rated documents go to.');
  const out = resolve(cwd, own.out);
  if (found.kind === 'asked') return await askModel(found.rater, form, { ...options, out }, cwd);
  const { threads } = own;
  return await measureDocuments(
    found.rater,
    measuredOptions(found.rater, own, flags, cwd),
    { ...options, out, threads },
    cwd,
  );
}

/** The form that is asked. Throws a usage error for a rater that has none. */
function formOf({ form, rater }: AnnotateOptions, found: Awaited<ReturnType<typeof findRater>>): string {
  if (found.kind === 'asked') return form ?? Object.keys(found.rater.forms)[0] ?? '';
  if (form === undefined) return '';
  throw usageError(
    `--form ${form}: the rater ${rater} measures, there is nothing to ask in another form. Leave it out.`,
  );
}

function measuredOptions(rater: MeasuredRater, own: AnnotateOptions, flags: FlagValues, cwd: string): MeasuredOptions {
  const asked = ASKED_OPTIONS.find((name) => flags[name] !== undefined);
  if (asked !== undefined) {
    throw usageError(
      `--${asked.replaceAll('_', '-')} is for raters that ask a model; ${rater.name} measures. Leave it out.`,
    );
  }
  if (rater.takesModel && own.classifier === undefined) {
    throw usageError(`--classifier is missing: which model file is ${rater.name} to apply?`);
  }
  const model = own.classifier === undefined ? {} : { model: resolve(cwd, own.classifier) };
  return { ...model, ...(own.label === undefined ? {} : { label: own.label }) };
}

async function askModel(
  rater: AskedRater,
  form: string,
  options: RunOptions & { readonly out: string },
  cwd: string,
): Promise<number> {
  const terminal = openTerminal(options);
  const { progress, log } = terminal;
  const signals = watchSignals();
  const shownOut = relative(cwd, options.out) || '.';
  signals.onStop((signal) => log.info(`${signal}: finishing what is in flight; once more to end at once`));
  try {
    const surroundings = { cwd, env: process.env, now: new Date() };
    const manifest = await annotateAsked(
      { rater, form, options, surroundings },
      {
        ...runHooks(terminal, signals.stop),
        onRating: ({ backend, mix }) => {
          log.info(`rater: ${rater.name}, by ${mix.entries.map(({ strategy }) => strategy.name).join(' and ')}`);
          log.info(`output: ${shownOut} (its run: rewrite status ${shownOut}/rating)`);
          if (backend === 'extractive') log.info('built-in backend: rules, no language model');
        },
        onRated: ({ end }) => {
          progress.stop();
          if (end === 'already') log.info('every document was rated already: nobody is asked');
          if (end === 'complete') log.info('writing the rated documents');
        },
      },
    );
    if (manifest === undefined) {
      log.info(`Stopped; everything that finished is kept. Go on with the same command and --out ${shownOut}`);
      return signals.exitCode();
    }
    if (!options.quiet) print(annotateReport(manifest, shownOut));
    return 0;
  } finally {
    progress.stop();
    signals.close();
  }
}
