import { relative } from 'node:path';
import type { RunOptions } from '../config/run-options.ts';
import { findInputFiles } from '../corpus/input-files.ts';
import { strategiesOf } from '../raters/asked/annotate-asked.ts';
import type { MeasuredOptions } from '../raters/measured/measured-rater.ts';
import { previewAsked, previewMeasured, type RatingPreview } from '../raters/rating-preview.ts';
import type { Rater } from '../raters/registry.ts';
import { ratingsPage } from '../report/ratings-page.ts';
import { prepareJob } from '../run/job.ts';
import { writeTextFile } from '../run/manifest.ts';
import { openBackend } from '../run/open-backend.ts';
import { visible } from '../text/visible.ts';
import { tellEvents } from './events.ts';
import { createLog } from './log.ts';
import { describeRating } from './rating-preview-item.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

const DEFAULT_WIDTH = 120;

export interface PreviewRatings {
  readonly found: Rater;
  readonly form: string;
  /** For raters that measure. */
  readonly measured: MeasuredOptions | undefined;
  readonly options: RunOptions;
  readonly documents: number;
  /** The page to write, absolute; undefined for the terminal. */
  readonly page: string | undefined;
}

/** Shows the first documents with their ratings, on the terminal or on a page. Throws what a run throws. */
export async function previewRatings(request: PreviewRatings): Promise<void> {
  const { found, options, page } = request;
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  const items: RatingPreview[] = [];
  let shown = 0;
  for await (const item of ratings(request)) {
    if (page === undefined) print(describeRating(item, width));
    else {
      items.push(item);
      print(visible(`${item.id}  ${item.trouble ?? 'rated'}`));
    }
    shown += 1;
  }
  if (shown === 0) print('No document of the input is taken by the rater.');
  else if (page !== undefined) {
    const { name, summary, source } = found.rater;
    await writeTextFile(page, ratingsPage({ rater: name, summary, source, input: options.input ?? [] }, items));
    print(`\nWritten to ${relative(process.cwd(), page)}`);
  }
}

async function* ratings({ found, form, measured, options, documents }: PreviewRatings): AsyncGenerator<RatingPreview> {
  const cwd = process.cwd();
  if (found.kind === 'measured') {
    const files = await findInputFiles(options.input ?? [], cwd);
    const { text_column: textColumn, id_column: idColumn, shard } = options;
    const read = { textColumn, idColumn, metadata: 'drop' as const };
    const part = { files, read, part: shard, chosen: undefined };
    yield* previewMeasured({ rater: found.rater, options: measured ?? {}, part }, documents);
    return;
  }
  const strategy = strategiesOf(found.rater, form).join(',');
  const job = await prepareJob(
    { ...options, strategy, concurrency: 1 },
    { cwd, env: process.env, now: new Date(), raters: true },
  );
  const signals = watchSignals();
  const log = createLog({ format: 'pretty', quiet: true, writeLine: (line) => void process.stderr.write(`${line}\n`) });
  const server = await openBackend(job, tellEvents(log), signals.stop);
  try {
    yield* previewAsked(job, server, documents, signals.stop);
  } finally {
    await server.close();
    signals.close();
  }
}
