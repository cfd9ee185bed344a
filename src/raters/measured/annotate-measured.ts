import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { InputFile } from '../../corpus/input-files.ts';
import { createShardSeries } from '../../external/shard-series.ts';
import { makeWholeFolder } from '../../emission/make-whole-folder.ts';
import type { ShardFormat } from '../../emission/shard-formats.ts';
import { MANIFEST, writeJsonFile } from '../../run/manifest.ts';
import { type PartOptions, readPartOfFile, takesFile } from '../../run/part.ts';
import { UNPROCESSABLE } from '../../run/unprocessable.ts';
import { createBatchesInOrder } from '../../text/batches-in-order.ts';
import { usageError } from '../../vocabulary/error.ts';
import { type Annotated, annotatedOf, annotatedRow, unratedRecord } from '../annotations.ts';
import { composeMeasuredManifest, type MeasuredManifest } from './manifest.ts';
import type { MeasuredOptions, MeasuredRater } from './measured-rater.ts';
import { rateBatch } from './rate-batch.ts';
import { createRatingSummary } from '../rating-summary.ts';
import { createSkippedRows } from '../skipped-rows.ts';

export interface AnnotateMeasuredOptions {
  readonly rater: MeasuredRater;
  readonly options: MeasuredOptions;
  /** The whole sorted input list. */
  readonly files: readonly InputFile[];
  /** Part I of N of it, as in a run. */
  readonly part: PartOptions['part'];
  readonly textColumn: string;
  readonly idColumn: string;
  /** The folder to make, absolute; must not be there, or be empty. */
  readonly out: string;
  readonly format: ShardFormat;
  readonly shardRecords: number;
  /** Worker threads; undefined: as many as pay. */
  readonly threads: number | undefined;
}

export interface AnnotateHooks {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Called now and then with the documents written so far. */
  readonly onDocuments: (documents: number) => void;
}

/** Documents between two calls of `onDocuments`. */
const TOLD = 4_096;
/** Threads beyond these find nothing to do: one thread reads and writes. */
const MOST_THREADS = 8;
/** Less input than this is rated before a thread has started. */
const WORTH_A_THREAD_BYTES = 4_000_000;

/**
 * Rates every document of the part and writes it, in the order of the input and with all its columns, to `out/shards`, with the
 * rating in `annotations.<rater>`; then `out/skipped.jsonl` (rows that are no documents) and `out/manifest.json`. A text
 * on which the rater throws gets null, and stands in `out/rejects` with the reason. The folder appears whole, by rename.
 * One pass; memory holds a few batches of documents for each thread, and what the rater needs.
 *
 * Throws a usage error for a rater whose options do not do, a folder that holds something or cannot be written, and input
 * without a document (a part may be without rows); and the signal's reason.
 */
export async function annotateMeasured(job: AnnotateMeasuredOptions, hooks: AnnotateHooks): Promise<MeasuredManifest> {
  // What is wrong with a model's file is said before anything is read.
  await job.rater.open(job.options);
  return makeWholeFolder(job.out, 'annotate', (work) => fill(work, job, hooks));
}

async function fill(
  work: string,
  job: AnnotateMeasuredOptions,
  { signal, now, onDocuments }: AnnotateHooks,
): Promise<MeasuredManifest> {
  const { rater, options, textColumn, idColumn, format, shardRecords } = job;
  const part: PartOptions = {
    files: job.files,
    read: { textColumn, idColumn, metadata: 'keep' },
    part: job.part,
    chosen: undefined,
  };
  const startedAt = now().toISOString();
  const series = (folder: string) => createShardSeries({ directory: join(work, folder), format, shardRecords, signal });
  const shards = series('shards');
  const rejects = series('rejects');
  const skipped = createSkippedRows(join(work, 'skipped.jsonl'), job.files);
  const summary = createRatingSummary();
  const underWay: Annotated[] = [];
  let documents = 0;
  let failed = 0;
  const batches = createBatchesInOrder({
    module: new URL('./rate-batch.js', import.meta.url),
    threads: job.threads ?? threadsFor(job.files.filter((_, index) => takesFile(part, index))),
    work: rateBatch,
    requestOf: (texts) => ({ rater: rater.name, options, texts }),
    take: async (batch) => {
      const rated = underWay.splice(0, batch.length);
      for (const [place, { document, annotations }] of rated.entries()) {
        const answer = batch[place] ?? { thrown: 'no rating' };
        const rating = 'rating' in answer ? answer.rating : null;
        const row = annotatedRow(
          document,
          annotations,
          { rater: rater.name, rating },
          { format, idColumn, textColumn },
        );
        await shards.add(JSON.stringify(row));
        if (rating !== null) summary.add(rating);
        if ('thrown' in answer) {
          failed += 1;
          const why = { status: 'failed', reason: UNPROCESSABLE, detail: answer.thrown } as const;
          await rejects.add(JSON.stringify(unratedRecord(document, rater.name, why)));
        }
        documents += 1;
        if (documents % TOLD === 0) onDocuments(documents);
      }
    },
  });
  try {
    const files: { readonly path: string; readonly bytes: number; readonly documents: number }[] = [];
    for (const [index, file] of job.files.entries()) {
      let rows = 0;
      if (takesFile(part, index)) {
        for await (const row of readPartOfFile(part, index, 0)) {
          signal.throwIfAborted();
          rows += 1;
          const read = annotatedOf(row);
          if (read.kind === 'bad') skipped.add(read.bad);
          else {
            underWay.push(read);
            if (batches.add(read.document.text)) await batches.keepUp();
          }
        }
      }
      files.push({ path: file.label, bytes: file.bytes, documents: rows });
    }
    await batches.end();
    const isEmptyPart = job.part.of > 1 && files.every((file) => file.documents === 0);
    if (documents === 0 && !isEmptyPart)
      throw usageError(`no document to rate: ${skipped.first ?? 'the input has no rows'}`);
    skipped.close();
    const written = { shards: await shards.end(), rejects: await rejects.end() };
    const counted = { files, skipped: skipped.counts, documents, failed, columns: summary.columns() };
    const frame = { startedAt, finishedAt: now().toISOString(), rater, options };
    const manifest = composeMeasuredManifest({ ...frame, ...counted, ...written });
    await writeJsonFile(join(work, MANIFEST), manifest);
    return manifest;
  } finally {
    skipped.close();
    await Promise.all([batches.close(), shards.close(), rejects.close()]);
  }
}

function threadsFor(files: readonly InputFile[]): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  // Standard input has no size.
  const isLarge = bytes >= WORTH_A_THREAD_BYTES || files.some(({ path }) => path === '-');
  return isLarge ? Math.min(MOST_THREADS, availableParallelism() - 1) : 0;
}
