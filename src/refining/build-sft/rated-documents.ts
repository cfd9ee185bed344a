import type { Job } from '../../run/job.ts';
import type { Manifest } from '../../run/manifest.ts';
import { partOf, readPart } from '../../run/part.ts';
import { count } from '../../run/progress.ts';
import { splitLines } from '../../text/lines.ts';
import { readScore } from '../../validation/formats/score.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Desk } from './desk.ts';
import { labelOf, type Label, type Ratings } from './keep-rule.ts';
import { stageRecords } from './stage-records.ts';
import { RATINGS } from './strategies.ts';

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
  for await (const record of stageRecords(directory, manifest)) {
    const rating = record.strategy === RATINGS.education ? 'education' : 'format';
    const score = record.status === undefined ? readScore(splitLines(record.text)) : null;
    if (typeof score === 'number') count(report[rating].scores, String(score));
    else count(report[rating].unreadable, record.reason ?? 'format.score');
    desk.rate(record.source_id, rating, typeof score === 'number' ? score : null);
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
