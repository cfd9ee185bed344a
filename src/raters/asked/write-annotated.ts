import { join } from 'node:path';
import { createShardSeries } from '../../external/shard-series.ts';
import { eligibleStrategies } from '../../run/eligible.ts';
import type { Job } from '../../run/job.ts';
import type { Manifest } from '../../run/manifest.ts';
import { partOf, readPartOfFile, takesFile } from '../../run/part.ts';
import { count } from '../../run/progress.ts';
import { runRecords } from '../../run/run-records.ts';
import { profileDocument } from '../../selection/profile.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { JsonObject } from '../../vocabulary/json.ts';
import type { RejectRecord } from '../../vocabulary/outcome.ts';
import type { Strategy } from '../../vocabulary/strategy.ts';
import { annotatedOf, annotatedRow, unratedRecord } from '../annotations.ts';
import { createRatingSummary } from '../rating-summary.ts';
import { createSkippedRows } from '../skipped-rows.ts';
import type { AskedFolder } from './folder.ts';
import type { AnnotatedAccount, AskedManifest } from './manifest.ts';
import { type RatingsDesk, withRatingsDesk } from './ratings-desk.ts';

/** A complete run of ratings, and the documents it was about. */
export interface Annotation {
  readonly folder: AskedFolder;
  /** The run's job: it says how documents are read. */
  readonly job: Job;
  readonly rating: Manifest;
  /** The rater's name: its column. */
  readonly rater: string;
  readonly parameters: AskedManifest['parameters'];
}

/**
 * Reads the corpus once more, as far as the run did, and writes every document with its labels, then what has none with
 * the reason; memory does not grow with the corpus. A document whose id came before was not rated again: its labels are
 * null, its reason `input.duplicate_id`. Rejects with the signal's reason, or with a RewriteError.
 */
export async function writeAnnotated(annotation: Annotation, signal: AbortSignal): Promise<AnnotatedAccount> {
  const { folder, rating } = annotation;
  return withRatingsDesk(join(folder.work, 'desk.sqlite'), async (desk) => {
    for await (const record of runRecords(folder.rating, rating)) {
      const { source_id, strategy, text, status } = record;
      const labels = status === undefined ? (JSON.parse(text) as JsonObject) : null;
      desk.put(source_id, { strategy, labels, reject: labels === null ? (record as JsonObject) : null });
    }
    return meet(annotation, desk, signal);
  });
}

async function meet(
  { folder, job, rating, rater, parameters }: Annotation,
  desk: RatingsDesk,
  signal: AbortSignal,
): Promise<AnnotatedAccount> {
  const { format, shard_records: shardRecords } = parameters;
  const columns = { textColumn: job.options.text_column, idColumn: job.options.id_column };
  const series = (name: string) =>
    createShardSeries({ directory: join(folder.work, name), format, shardRecords, signal });
  const shards = series('shards');
  const rejects = series('rejects');
  const skipped = createSkippedRows(join(folder.work, 'skipped.jsonl'), job.files);
  const summary = createRatingSummary();
  const reasons: Record<string, number> = {};
  const tally = { documents: 0, rejected: 0, failed: 0, unrated: 0 };
  const reject = async (record: Reject): Promise<void> => {
    tally[record['status'] === 'failed' ? 'failed' : 'rejected'] += 1;
    count(reasons, typeof record['reason'] === 'string' ? record['reason'] : 'unknown');
    await rejects.add(JSON.stringify(record));
  };
  try {
    const files: { path: string; bytes: number; documents: number }[] = [];
    let left = rating.input.documents;
    const part = { ...partOf(job), read: { ...columns, metadata: 'keep' as const } };
    for (const [index, { label, bytes }] of job.files.entries()) {
      let rows = 0;
      if (left > 0 && takesFile(part, index)) {
        for await (const row of readPartOfFile(part, index, 0)) {
          signal.throwIfAborted();
          rows += 1;
          left -= 1;
          const read = annotatedOf(row);
          if (read.kind === 'bad') skipped.add(read.bad);
          else {
            const { document, annotations } = read;
            const { labels, rejected } = ratingOf(document, job, rater, desk);
            const rated = { rater, rating: labels };
            await shards.add(JSON.stringify(annotatedRow(document, annotations, rated, { ...columns, format })));
            for (const record of rejected) await reject(record);
            tally.documents += 1;
            if (labels === null) tally.unrated += 1;
            else summary.add(labels);
          }
          if (left === 0) break;
        }
      }
      files.push({ path: label, bytes, documents: rows });
    }
    skipped.close();
    const written = { shards: await shards.end(), rejects: await rejects.end() };
    return { ...tally, ...written, files, skipped: skipped.counts, reasons, parameters, columns: summary.columns() };
  } finally {
    skipped.close();
    await Promise.all([shards.close(), rejects.close()]);
  }
}

/** A reject of ours, or one of the run's as it was read. */
type Reject = JsonObject | RejectRecord;

/** What became of one document: its labels by column, and a reject for each strategy that gave it none. */
function ratingOf(
  document: SourceDocument,
  { mix }: Job,
  rater: string,
  desk: RatingsDesk,
): { readonly labels: JsonObject | null; readonly rejected: readonly Reject[] } {
  const rated = desk.take(document.id);
  if (rated.size === 0) {
    const { reason = 'input.duplicate_id' } = eligibleStrategies(mix, {
      ...document,
      profile: profileDocument(document),
    });
    const detail = reason === 'input.duplicate_id' ? 'a document before has this id' : 'the rater does not take it';
    const record = unratedRecord(document, rater, { status: 'rejected', reason, detail });
    return { labels: null, rejected: [record] };
  }
  const found = mix.entries.map(({ strategy }) => rated.get(strategy.name)?.labels ?? nothingOf(strategy));
  const rejected = [...rated.values()].flatMap(({ reject }) => (reject === null ? [] : [reject]));
  const labelled = [...rated.values()].some(({ labels }) => labels !== null);
  return { labels: labelled ? Object.assign({}, ...found) : null, rejected };
}

/** What stands for the labels of a strategy that gave none, beside those of one that did. */
function nothingOf({ output }: Strategy): JsonObject {
  return output.labels === undefined ? {} : { [output.labels.column]: null };
}
