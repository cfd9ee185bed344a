import { relative } from 'node:path';
import { type Command, Option } from 'commander';
import { runOptionsSchema } from '../config/run-options.ts';
import { previewEntry, type PreviewEntry } from '../report/preview-article.ts';
import { previewPage } from '../report/preview-page.ts';
import { writeTextFile } from '../run/manifest.ts';
import { openBackend, type OpenBackend } from '../run/open-backend.ts';
import { type OpenMeaning, openMeaning } from '../run/open-meaning.ts';
import { preview } from '../run/preview.ts';
import { visible } from '../text/visible.ts';
import { tellEvents } from './events.ts';
import { optionsOf } from './flags.ts';
import { createLog } from './log.ts';
import { pageFile } from './page-file.ts';
import { describeItem, verdictOf } from './preview-item.ts';
import { chosenJob, openJob } from './run-command.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

/** Options of a run that a preview has as well. */
const SHARED = [
  'strategy',
  'input',
  'text_column',
  'id_column',
  'backend',
  'endpoint',
  'model',
  'api_key_env',
  'seed',
  'rewrites_per_document',
  'wait',
  'request_timeout',
];

/** Rewrites shown without `--limit`. */
const DEFAULT_LIMIT = 3;
const DEFAULT_WIDTH = 120;

/** `rewrite preview`. */
export function addPreview(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('preview')
    .description(
      "a few rewrites beside their sources (what programs do, as a diff), with each validator's verdict; leaves no run behind",
    )
    .exitOverride();
  for (const option of optionsOf(runOptionsSchema)) {
    if (SHARED.includes(option.attributeName())) command.addOption(option);
  }
  const limit = new Option('--limit <N>', `rewrites to show (default ${DEFAULT_LIMIT})`).argParser(Number);
  limit.attributeName = () => 'limit';
  const page = new Option('--html <FILE>', 'write them to a page instead: one file, for any browser');
  command
    .addOption(limit.helpGroup('What:'))
    .addOption(page.helpGroup('What:'))
    .option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)')
    .addHelpText(
      'after',
      "\nExamples:\n  rewrite preview --strategy faq --limit 2 --input 'my/*.jsonl' --endpoint http://localhost:8000/v1\n  rewrite preview --strategy prox-chunk --limit 20 --html preview.html",
    )
    .action(async ({ limit: most = DEFAULT_LIMIT, config, html, ...flags }: PreviewFlags) => {
      if (!Number.isInteger(most) || most < 1)
        command.error('rewrite: --limit must be a whole number of at least 1', { exitCode: 2 });
      const page = html === undefined ? undefined : await pageFile(html);
      await showPreview(flags, config, most, page);
      exit(0);
    });
}

/** What the command line gave; the rest are options of a run. */
interface PreviewFlags extends Readonly<Record<string, unknown>> {
  readonly limit?: number;
  readonly config?: string;
  readonly html?: string;
}

async function showPreview(
  flags: Readonly<Record<string, unknown>>,
  config: string | undefined,
  most: number,
  page: string | undefined,
): Promise<void> {
  const prepared = await openJob({ ...flags, concurrency: 1 }, config);
  const signals = watchSignals();
  const writeLine = (line: string): void => void process.stderr.write(`${line}\n`);
  const log = createLog({ format: 'pretty', quiet: true, writeLine });
  let meaning: OpenMeaning | undefined;
  let server: OpenBackend | undefined;
  try {
    const told = createLog({ format: 'pretty', quiet: false, writeLine });
    const job = await chosenJob(prepared, told, signals.stop, true);
    meaning = job.meaning && (await openMeaning(job.meaning, job.options, tellEvents(log), writeLine, signals.stop));
    server = await openBackend(job, tellEvents(log), signals.stop);
    const { stdout } = process;
    const look = { width: stdout.columns ?? DEFAULT_WIDTH, colour: stdout.isTTY && stdout.hasColors() };
    const entries: PreviewEntry[] = [];
    let shown = 0;
    for await (const item of preview(job, { ...server, meaning }, most, signals.stop)) {
      if (page === undefined) print(describeItem(item, look));
      else {
        print(visible(`${item.outcome.record.id}  ${verdictOf(item.outcome)}`));
        entries.push(previewEntry(item, shown));
      }
      shown += 1;
    }
    if (shown === 0) print('No document of the input is taken by any of the strategies.');
    else if (page !== undefined) {
      await writeTextFile(page, previewPage(job, entries));
      print(`\nWritten to ${relative(process.cwd(), page)}`);
    }
  } finally {
    await server?.close();
    await meaning?.close();
    signals.close();
  }
}
