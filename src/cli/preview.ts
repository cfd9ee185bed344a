import { type Command, Option } from 'commander';
import { runOptionsSchema } from '../config/run-options.ts';
import { openBackend } from '../run/open-backend.ts';
import { preview } from '../run/preview.ts';
import { tellEvents } from './events.ts';
import { optionsOf } from './flags.ts';
import { createLog } from './log.ts';
import { describeItem } from './preview-item.ts';
import { openJob } from './run-command.ts';
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
    .description("a few rewrites beside their sources, with each validator's verdict; writes nothing")
    .exitOverride();
  for (const option of optionsOf(runOptionsSchema)) {
    if (SHARED.includes(option.attributeName())) command.addOption(option);
  }
  const limit = new Option('--limit <N>', `rewrites to show (default ${DEFAULT_LIMIT})`).argParser(Number);
  limit.attributeName = () => 'limit';
  command
    .addOption(limit.helpGroup('What:'))
    .option('--config <FILE>', 'YAML configuration (default: rewrite.yaml if present)')
    .addHelpText(
      'after',
      "\nExample:\n  rewrite preview --strategy faq --limit 2 --input 'my/*.jsonl' --endpoint http://localhost:8000/v1",
    )
    .action(async ({ limit: shown, config, ...flags }: { limit?: number; config?: string }) => {
      const most = shown ?? DEFAULT_LIMIT;
      if (!Number.isInteger(most) || most < 1)
        command.error('rewrite: --limit must be a whole number of at least 1', { exitCode: 2 });
      await showPreview(flags, config, most);
      exit(0);
    });
}

async function showPreview(
  flags: Readonly<Record<string, unknown>>,
  config: string | undefined,
  most: number,
): Promise<void> {
  const job = await openJob({ ...flags, concurrency: 1 }, config);
  const signals = watchSignals();
  const log = createLog({ format: 'pretty', quiet: true, writeLine: (line) => void process.stderr.write(`${line}\n`) });
  const server = await openBackend(job, tellEvents(log), signals.stop);
  try {
    const look = {
      width: process.stdout.columns ?? DEFAULT_WIDTH,
      colour: process.stdout.isTTY && process.stdout.hasColors(),
    };
    let shown = 0;
    for await (const item of preview(job, server, most, signals.stop)) {
      print(describeItem(item, look));
      shown += 1;
    }
    if (shown === 0) print('No document of the input is taken by any of the strategies.');
  } finally {
    await server.close();
    signals.close();
  }
}
