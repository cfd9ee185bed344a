import type { Job } from '../run/job.ts';
import type { OpenBackend } from '../run/open-backend.ts';
import { type PartOptions, readPart } from '../run/part.ts';
import { preview } from '../run/preview.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Answer } from '../vocabulary/generation.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { MeasuredOptions, MeasuredRater } from './measured/measured-rater.ts';

/** One document and what a rater says of it, to be looked at. */
export interface RatingPreview {
  /** The document's id; for a rater of several strategies, with the strategy's name. */
  readonly id: string;
  readonly text: string;
  /** Estimated tokens of the text. */
  readonly tokens: number;
  /** Undefined where there are none, for the reason in `trouble`. */
  readonly labels: JsonObject | undefined;
  readonly trouble: string | undefined;
  /** What the model answered, as it stands, request by request; empty for raters that measure. */
  readonly answers: readonly string[];
}

/** Has a model rate the first `documents` documents of a job, one after the other, leaving no trace. */
export async function* previewAsked(
  job: Job,
  server: OpenBackend,
  documents: number,
  signal: AbortSignal,
): AsyncGenerator<RatingPreview> {
  const strategies = job.mix.entries.length;
  for await (const { task, outcome, answers } of preview(job, server, documents * strategies, signal)) {
    const { id, text, profile } = task.document;
    const accepted = outcome.status === 'accepted';
    yield {
      id: strategies === 1 ? id : `${id}  ${task.strategy.name}`,
      text,
      tokens: profile.tokens,
      labels: accepted ? (JSON.parse(outcome.record.text) as JsonObject) : undefined,
      trouble: accepted ? undefined : `${outcome.record.reason}: ${outcome.record.detail}`,
      answers: answers.map(shown),
    };
  }
}

/** An answer as it stands; numbers in its place, the first of them. */
function shown({ text, numbers }: Answer): string {
  if (numbers === undefined) return text;
  const some = numbers.slice(0, 8).map((value) => Number(value.toFixed(4)));
  return `${numbers.length} numbers: ${some.join(', ')}${numbers.length > some.length ? ', …' : ''}`;
}

/** Where measured documents come from. */
export interface MeasuredPreview {
  readonly rater: MeasuredRater;
  readonly options: MeasuredOptions;
  readonly part: PartOptions;
}

/** Measures the first `documents` documents of the part. */
export async function* previewMeasured(
  { rater, options, part }: MeasuredPreview,
  documents: number,
): AsyncGenerator<RatingPreview> {
  const rate = await rater.open(options);
  let shownSoFar = 0;
  for await (const row of readPart(part)) {
    if (row.kind === 'bad') continue;
    const { id, text } = row.document;
    yield { id, text, tokens: estimateTokens(text), labels: rate({ text }), trouble: undefined, answers: [] };
    shownSoFar += 1;
    if (shownSoFar === documents) return;
  }
}
