import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type RunOptions, runOptionsSchema } from '../../config/run-options.ts';
import { readShard } from '../../emission/read-shard.ts';
import { annotateAsked, strategiesOf } from '../../raters/asked/annotate-asked.ts';
import type { MeasuredOptions } from '../../raters/measured/measured-rater.ts';
import { findRater, type Rater } from '../../raters/registry.ts';
import type { Surroundings } from '../../run/job.ts';
import { writeTextFile } from '../../run/manifest.ts';
import type { RunHooks } from '../../run/run.ts';
import { makeFolder } from '../../text/make-folder.ts';
import type { JsonObject } from '../../vocabulary/json.ts';
import { RewriteError, usageError } from '../../vocabulary/error.ts';
import { openSharing } from '../open-sharing.ts';
import type { SampledText } from '../sample.ts';
import type { SharedAnswers } from '../shared-answers.ts';
import { meanByDocument, type MetricInfo, type SampleMeter, type SampleOf } from './sample-metric.ts';

/** A rater as an ablation file names it. */
export interface ArmRater {
  /** As metrics name it: `rating/<name>.<column>`. */
  readonly name: string;
  /** As `rewrite annotate --rater` names it. */
  readonly rater: string;
  /** Of raters that ask; the first, if none is named. */
  readonly form: string | undefined;
  /** Of raters that take a model's file. */
  readonly model: MeasuredOptions;
  /** Columns of numbers that become metrics; all, if none is named. */
  readonly columns: readonly string[] | undefined;
  /** What is better, where the file says so. */
  readonly better: 'higher' | 'lower' | undefined;
  /** Options of the runs of raters that ask. */
  readonly options: Partial<RunOptions>;
}

/** What ratings need of the ablation that they are part of. */
export interface RatingSurroundings {
  /** A folder for the runs of raters that ask, absolute. */
  readonly folder: string;
  readonly surroundings: Surroundings;
  readonly hooks: RunHooks;
  /** The answers of models that rate, which arms have in common. */
  readonly answers: SharedAnswers;
  /** A sample of an arm and seed is rated: `questions` there were, of which `sent` were not answered before. */
  readonly onRated: (rater: string, of: SampleOf, questions: number, sent: number) => void;
}

/**
 * Makes a rater ready to rate samples. Throws a usage error for a rater or a form that there is not, a model's file that
 * does not do, and one that asks and has no server.
 */
export async function ratingMeter(own: ArmRater, rating: RatingSurroundings): Promise<SampleMeter> {
  const rate = await raterOf(own, rating);
  const metrics = new Map<string, MetricInfo>();
  return {
    get metrics() {
      return [...metrics.values()];
    },
    async measure(sample, of) {
      const ratings = await rate(sample, of);
      const columns = own.columns ?? [...new Set(ratings.flatMap((rating) => numbersOf(rating)))];
      return new Map(
        columns.map((column) => {
          const info = infoOf(own, column);
          metrics.set(info.name, info);
          return [info.name, meanByDocument(sample, (_, place) => numberIn(ratings[place] ?? null, column))] as const;
        }),
      );
    },
  };
}

/** What is looked at in a rated document. */
const ratingSchema = z.record(z.string(), z.unknown()).nullable();

/** The rating of each text, in their order; null where there is none. */
type RateSample = (sample: readonly SampledText[], of: SampleOf) => Promise<readonly (JsonObject | null)[]>;

/** The seed of ratings: that of an arm changes its texts, not what is thought of them. */
const RATING_SEED = 0;

async function raterOf(
  own: ArmRater,
  { folder, surroundings, hooks, answers, onRated }: RatingSurroundings,
): Promise<RateSample> {
  const found: Rater = await findRater(own.rater, surroundings.cwd).catch((error: unknown) => {
    throw error instanceof RewriteError ? usageError(`raters.${own.name}: ${error.message}`) : error;
  });
  if (found.kind === 'measured') {
    const rate = await found.rater.open(own.model);
    return async (sample) => sample.map(({ text }) => rate({ text }));
  }
  const { rater } = found;
  const form = own.form ?? Object.keys(rater.forms)[0] ?? '';
  const questionsPerText = strategiesOf(rater, form).length;
  if ((own.options.endpoint ?? []).length === 0 && own.options.backend === undefined) {
    throw usageError(`raters.${own.name}: who is to rate? Give \`endpoint: [http://host:port/v1]\`.`);
  }
  return async (sample, of) => {
    const place = join(folder, own.name, of.arm, `seed-${of.seed}`);
    await makeFolder(place);
    const input = join(place, 'texts.jsonl');
    await writeTextFile(input, linesOf(sample));
    const out = join(place, 'rated');
    const options = { ...runOptionsSchema.parse({}), ...own.options, input: [input], out };
    const before = answers.counts;
    const manifest = await annotateAsked(
      { rater, form, options, surroundings },
      { ...hooks, openBackend: openSharing(answers, RATING_SEED), onRating: () => {}, onRated: () => {} },
    );
    const ratings: (JsonObject | null)[] = sample.map(() => null);
    if (manifest === undefined) throw hooks.stop.reason;
    const { asked, shared } = answers.counts;
    onRated(own.name, of, questionsPerText * sample.length, asked - before.asked - (shared - before.shared));
    const shards = join(out, 'shards');
    for (const shard of (await readdir(shards)).sort()) {
      for await (const { id, annotations } of readShard(join(shards, shard))) {
        ratings[Number(id)] = ratingIn(annotations, rater.name);
      }
    }
    return ratings;
  };
}

function* linesOf(sample: readonly SampledText[]): Generator<string> {
  for (const [place, { text }] of sample.entries()) yield `${JSON.stringify({ id: String(place), text })}\n`;
}

function ratingIn(annotations: unknown, rater: string): JsonObject | null {
  const parsed = z.record(z.string(), ratingSchema).safeParse(annotations);
  return parsed.success ? ((parsed.data[rater] ?? null) as JsonObject | null) : null;
}

function numbersOf(rating: JsonObject | null): string[] {
  return Object.entries(rating ?? {}).flatMap(([column, value]) => (typeof value === 'number' ? [column] : []));
}

function numberIn(rating: JsonObject | null, column: string): number | undefined {
  const value = rating?.[column];
  return typeof value === 'number' ? value : undefined;
}

function infoOf({ name, rater, better }: ArmRater, column: string): MetricInfo {
  return {
    name: `rating/${name}.${column}`,
    title: `${name}.${column}`,
    description: `Column ${column} of the rater ${rater}, in a sample of 1,000 texts.`,
    unit: 'source document',
    better,
    digits: 3,
  };
}
