import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { findInputFiles } from '../../corpus/input-files.ts';
import { readFile as readRows } from '../../corpus/read-file.ts';
import { readShard } from '../../emission/read-shard.ts';
import { SEED_DOCUMENTS } from '../../run/job.ts';
import { type Manifest, readManifest } from '../../run/manifest.ts';
import { unitInterval } from '../../text/hash.ts';
import { type RewriteError, usageError } from '../../vocabulary/error.ts';
import type { JsonObject } from '../../vocabulary/json.ts';
import { type Excerpt, excerpt } from './excerpt.ts';
import { grounded, type Span } from './grounded-spans.ts';
import { readThroughput, type Throughput } from './throughput.ts';

/** Points of the course of a run, classes of a histogram. */
const POINTS = 60;
const CLASSES = 20;
/** Rewrites shown beside their sources, and examples of each reason. */
const SAMPLES = 12;
const EXAMPLES = 3;
/** Characters of a text that are shown. */
const SHOWN_UNITS = 4_000;
/** Rows of the input that are read to find the sources of the samples. */
const MOST_ROWS = 500_000;

/** A rewrite as it is shown. */
export interface ShownRewrite {
  readonly id: string;
  readonly sourceId: string;
  readonly strategy: string;
  /** The rewrite's text in pieces, marked by the whole source. */
  readonly spans: readonly Span[];
  /** Of the source, the part that the rewrite has most of; undefined where it is not found any more. */
  readonly source: Excerpt | undefined;
}

/** A rejected rewrite as it is shown. */
interface ShownReject {
  readonly id: string;
  readonly detail: string;
  readonly text: string;
}

/** How the scores of one validator lie. */
interface ScoreDistribution {
  readonly validator: string;
  /** Of {@link CLASSES} equal classes from 0 to 1; accepted and rejected records that were judged to the end. */
  readonly counts: readonly number[];
  readonly mean: number;
}

/** Everything that the page of a run shows. */
export interface RunReport {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Strategy → generated tokens accepted up to each of at most 60 points of the run, in schedule order. */
  readonly course: ReadonlyMap<string, readonly number[]>;
  readonly scores: readonly ScoreDistribution[];
  /** Reason → examples, the most frequent reason first. */
  readonly rejects: ReadonlyMap<string, readonly ShownReject[]>;
  readonly samples: readonly ShownRewrite[];
  /** Billed completion tokens of what was not accepted, by its status. */
  readonly unaccepted: { readonly rejected: number; readonly failed: number };
  /** Undefined where the event log does not tell. */
  readonly throughput: Throughput | undefined;
}

/**
 * Reads a complete run: its manifest, every record once. Samples are those whose ids draw the lowest lots: the same for
 * the same run. Sources are looked up in the run's input where it still is. Throws a usage error for a directory without
 * a manifest, a mismatch for a damaged shard.
 */
export async function readRun(directory: string, cwd: string, signal: AbortSignal): Promise<RunReport> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) throw unfinished(directory, resolve(cwd, directory));
  if (manifest.command !== undefined) {
    throw usageError(`${directory} was made by rewrite ${manifest.command} and is no run: name the folder of a run.`);
  }
  const total = Math.max(1, manifest.tasks.accepted);
  const course = new Map(
    Object.keys(manifest.strategies).map((name) => [name, Array.from({ length: POINTS }, () => 0)]),
  );
  const scores = new Map<string, { counts: number[]; sum: number; records: number }>();
  const samples: { readonly lot: number; readonly record: JsonObject }[] = [];
  let records = 0;
  for (const { path } of manifest.shards) {
    for await (const record of readShard(join(directory, path))) {
      signal.throwIfAborted();
      const { strategy, generated_tokens: tokens } = record;
      const values = typeof strategy === 'string' ? course.get(strategy) : undefined;
      const point = Math.min(POINTS - 1, Math.floor((records / total) * POINTS));
      if (values !== undefined && typeof tokens === 'number') values[point] = (values[point] ?? 0) + tokens;
      tally(scores, record['validation']);
      const lot = unitInterval(1, 'report', textOf(record['id']));
      const last = samples.at(-1);
      if (samples.length < SAMPLES || (last !== undefined && lot < last.lot)) {
        samples.push({ lot, record });
        samples.sort((left, right) => left.lot - right.lot);
        samples.length = Math.min(SAMPLES, samples.length);
      }
      records += 1;
    }
  }
  const rejects = new Map<string, ShownReject[]>(Object.keys(manifest.reasons).map((reason) => [reason, []]));
  const unaccepted = { rejected: 0, failed: 0 };
  for (const { path } of manifest.rejects) {
    for await (const record of readShard(join(directory, path))) {
      signal.throwIfAborted();
      unaccepted[record['status'] === 'failed' ? 'failed' : 'rejected'] += completionOf(record['usage']);
      const examples = rejects.get(textOf(record['reason']));
      tally(scores, record['validation']);
      if (examples === undefined || examples.length === EXAMPLES) continue;
      examples.push({ id: textOf(record['id']), detail: textOf(record['detail']), text: shown(record['text']) });
    }
  }
  for (const values of course.values())
    for (let at = 1; at < POINTS; at++) values[at] = (values[at] ?? 0) + (values[at - 1] ?? 0);
  const sources = await findSources(
    directory,
    cwd,
    new Set(samples.map(({ record }) => textOf(record['source_id']))),
    signal,
  );
  return {
    directory,
    manifest,
    course,
    scores: [...scores].map(([validator, { counts, sum, records: judged }]) => ({
      validator,
      counts,
      mean: sum / judged,
    })),
    rejects,
    samples: samples.map(({ record }) => sampleOf(record, sources.get(textOf(record['source_id'])))),
    unaccepted,
    throughput: await readThroughput(resolve(cwd, directory), signal),
  };
}

function sampleOf(record: JsonObject, source: string | undefined): ShownRewrite {
  const text = shown(record['text']);
  const common = {
    id: textOf(record['id']),
    sourceId: textOf(record['source_id']),
    strategy: textOf(record['strategy']),
  };
  if (source === undefined) return { ...common, spans: [{ kind: 'new', text }], source };
  const { spans, places } = grounded(text, source);
  return { ...common, spans, source: excerpt(source, places, SHOWN_UNITS) };
}

/** Why a folder without a manifest has no page, by what is there. */
function unfinished(directory: string, path: string): RewriteError {
  if (existsSync(join(path, 'ablation.json'))) {
    return usageError(
      `${directory} is an unfinished ablation (no results.json): run the same rewrite ablate command again, which goes on where it was.`,
    );
  }
  if (existsSync(join(path, 'config.json'))) {
    return usageError(
      `${directory} is an unfinished run (no manifest.json): run the same command again, which goes on where it was; rewrite status ${directory} shows how far it is.`,
    );
  }
  return usageError(
    `${directory} is no complete run (no manifest.json) and no ablation (no results.json): name the folder that --out gave.`,
  );
}

function tally(scores: Map<string, { counts: number[]; sum: number; records: number }>, validation: unknown): void {
  const parsed = structured(validation);
  if (typeof parsed !== 'object' || parsed === null) return;
  for (const [validator, score] of Object.entries(parsed)) {
    if (typeof score !== 'number') continue;
    const known = scores.get(validator) ?? { counts: Array.from({ length: CLASSES }, () => 0), sum: 0, records: 0 };
    const at = Math.max(0, Math.min(CLASSES - 1, Math.floor(score * CLASSES)));
    known.counts[at] = (known.counts[at] ?? 0) + 1;
    known.sum += score;
    known.records += 1;
    scores.set(validator, known);
  }
}

function completionOf(usage: unknown): number {
  return usageSchema.safeParse(structured(usage)).data?.completion_tokens ?? 0;
}

const usageSchema = z.object({ completion_tokens: z.number() });

/** A structured field, which Parquet has as JSON. */
function structured(field: unknown): unknown {
  return typeof field === 'string' ? JSON.parse(field) : field;
}

/** A field that holds a string in every record of ours. */
function textOf(field: unknown): string {
  return typeof field === 'string' ? field : '';
}

function shown(field: unknown): string {
  const whole = textOf(field);
  return whole.length > SHOWN_UNITS ? `${whole.slice(0, SHOWN_UNITS)}…` : whole;
}

const configSchema = z.object({
  options: z.object({ input: z.array(z.string()).optional(), text_column: z.string(), id_column: z.string() }),
});

/** Source texts by id, of those that are found: nothing is said of an input that is not there any more. */
async function findSources(
  directory: string,
  cwd: string,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  try {
    const { options } = configSchema.parse(
      JSON.parse(await readFile(join(resolve(cwd, directory), 'config.json'), 'utf8')),
    );
    const { input = [SEED_DOCUMENTS], text_column: textColumn, id_column: idColumn } = options;
    let rows = 0;
    for (const file of await findInputFiles(input, cwd)) {
      if (file.path === '-') continue;
      for await (const row of readRows(file, 0, { textColumn, idColumn, metadata: 'drop', fromRow: 0 })) {
        signal.throwIfAborted();
        if (found.size === wanted.size || rows === MOST_ROWS) return found;
        rows += 1;
        if (row.kind === 'document' && wanted.has(row.document.id)) found.set(row.document.id, row.document.text);
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return found;
}
