import { z } from 'zod';
import type { Job } from '../../run/job.ts';
import type { Manifest } from '../../run/manifest.ts';
import { partOf, readPart } from '../../run/part.ts';
import { count } from '../../run/progress.ts';
import { runRecords } from '../../run/run-records.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Desk } from './desk.ts';
import { labelOf, type Label, type Ratings } from './keep-rule.ts';
import { RATINGS } from './strategies.ts';

/** What an accepted record says: its own rating. */
const labelsSchema = z.object({ education: z.int().optional(), format: z.int().optional() });

/** The ratings of a run as far as they are numbers: how many documents got each score, and why others got none. */
interface RatingCounts {
  /** By score, 0 to 5. */
  readonly scores: Record<string, number>;
  readonly unreadable: Record<string, number>;
}

export type RatingsReport = Readonly<Record<keyof Ratings, RatingCounts>>;

/**
 * Puts all ratings of a complete run on the desk. What was rejected or failed there counts by its reason; what cannot
 * be read as a score has none.
 */
export async function loadRatings(directory: string, manifest: Manifest, desk: Desk): Promise<RatingsReport> {
  const report = { education: emptyCounts(), format: emptyCounts() };
  for await (const record of runRecords(directory, manifest)) {
    const rating = record.strategy === RATINGS.education ? 'education' : 'format';
    if (record.status === undefined) {
      const score = labelsSchema.parse(JSON.parse(record.text))[rating] ?? null;
      count(report[rating].scores, String(score));
      desk.rate(record.source_id, rating, score);
    } else {
      count(report[rating].unreadable, record.reason ?? record.status);
      desk.rate(record.source_id, rating, null);
    }
  }
  return report;
}

function emptyCounts(): RatingCounts {
  return { scores: {}, unreadable: {} };
}

/** A document that was rated; `label` is undefined where its ratings do not tell. */
export interface RatedDocument {
  readonly document: SourceDocument;
  readonly label: Label | undefined;
}

/**
 * Reads the corpus again, as far as the run did, and yields every document that it rated, in order, each once. Rejects
 * with the signal's reason.
 */
export async function* ratedDocuments(
  job: Job,
  manifest: Manifest,
  desk: Desk,
  signal: AbortSignal,
): AsyncGenerator<RatedDocument> {
  let left = manifest.input.documents;
  if (left === 0) return;
  for await (const row of readPart(partOf(job))) {
    signal.throwIfAborted();
    if (row.kind === 'document') {
      const ratings = desk.takeRatings(row.document.id);
      if (ratings !== undefined) yield { document: row.document, label: labelOf(ratings) };
    }
    left -= 1;
    if (left === 0) return;
  }
}
