import { resolve } from 'node:path';
import { z } from 'zod';
import { type Manifest, readManifest } from '../../run/manifest.ts';
import { noManifest } from '../../run/no-manifest.ts';
import { runRecords } from '../../run/run-records.ts';
import { usageError } from '../../vocabulary/error.ts';
import { courseOf } from './course.ts';
import { type Drawn, drawnOf, type Example, exampleOf } from './example.ts';
import { findSources } from './find-sources.ts';
import { type LotDraw, lotDraw } from './lot-draw.ts';
import { type ScoreDistribution, scoreTally } from './score-tally.ts';
import { readThroughput, type Throughput } from './throughput.ts';

/** Examples of accepted rewrites, and of each reason why others were not. */
const ACCEPTED = 12;
const REFUSED = 6;

/** Everything that the page of a run shows. */
export interface RunReport {
  readonly directory: string;
  readonly manifest: Manifest;
  /** Strategy → generated tokens accepted up to each of at most 60 points of the run, in schedule order. */
  readonly course: ReadonlyMap<string, readonly number[]>;
  /** Of accepted and rejected records that were judged. */
  readonly scores: readonly ScoreDistribution[];
  readonly accepted: readonly Example[];
  /** The most frequent reason first. */
  readonly refused: readonly Refused[];
  /** Billed completion tokens of what was not accepted, by its status. */
  readonly unaccepted: Readonly<Record<'rejected' | 'failed', number>>;
  /** Undefined where the event log does not tell. */
  readonly throughput: Throughput | undefined;
}

/** Rewrites that were not accepted for one reason. */
export interface Refused {
  readonly reason: string;
  /** Strategy → rewrites. */
  readonly strategies: ReadonlyMap<string, number>;
  readonly examples: readonly Example[];
}

/**
 * Reads a complete run: its manifest, every record once. Examples are drawn by lot: the same for the same run. Sources
 * are looked up in the run's input where it still is; a relative path counts from `cwd`. Throws a usage error for a
 * directory without a manifest, a mismatch for a damaged shard.
 */
export async function readRun(directory: string, cwd: string, signal: AbortSignal): Promise<RunReport> {
  const folder = resolve(cwd, directory);
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw noManifest(directory, folder);
  if (manifest.command !== undefined) {
    throw usageError(`${directory} was made by rewrite ${manifest.command} and is no run: name the folder of a run.`);
  }
  const course = courseOf(Object.keys(manifest.strategies), manifest.tasks.accepted);
  const scores = scoreTally();
  const accepted = lotDraw<Drawn>(ACCEPTED);
  const refused = new Map<string, { strategies: Map<string, number>; draw: LotDraw<Drawn> }>(
    Object.keys(manifest.reasons).map((reason) => [reason, { strategies: new Map(), draw: lotDraw(REFUSED) }]),
  );
  const unaccepted = { rejected: 0, failed: 0 };
  for await (const record of runRecords(folder, manifest)) {
    signal.throwIfAborted();
    const { id, strategy, status, reason } = record;
    scores.add(objectOf(record['validation']));
    if (status === undefined) {
      course.add(strategy, record.generated_tokens);
      accepted.add(id, () => drawnOf(record));
      continue;
    }
    unaccepted[status] += completionOf(record['usage']);
    const group = refused.get(reason ?? '');
    group?.strategies.set(strategy, (group.strategies.get(strategy) ?? 0) + 1);
    group?.draw.add(id, () => drawnOf(record));
  }
  const groups = [...refused].map(([reason, { strategies, draw }]) => ({ reason, strategies, drawn: draw.drawn() }));
  const drawn = [...accepted.drawn(), ...groups.flatMap((group) => group.drawn)];
  const examples = await examplesOf(drawn, folder, cwd, signal);
  const shown = (records: readonly Drawn[]) =>
    records.map((record) => examples.get(record) ?? exampleOf(record, undefined));
  return {
    directory,
    manifest,
    course: course.cumulative(),
    scores: scores.distributions(),
    accepted: shown(accepted.drawn()),
    refused: groups.map(({ reason, strategies, drawn: own }) => ({ reason, strategies, examples: shown(own) })),
    unaccepted,
    throughput: await readThroughput(folder, signal),
  };
}

/** Records beside their sources, of those whose sources are found. No source is kept whole. */
async function examplesOf(
  drawn: readonly Drawn[],
  folder: string,
  cwd: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<Drawn, Example>> {
  const examples = new Map<Drawn, Example>();
  const wanted = new Set(drawn.map(({ source_id: id }) => id));
  for await (const { id, text } of findSources(folder, cwd, wanted, signal)) {
    for (const record of drawn) if (record.source_id === id) examples.set(record, exampleOf(record, text));
  }
  return examples;
}

const usageSchema = z.object({ completion_tokens: z.number() });

function completionOf(usage: unknown): number {
  return usageSchema.safeParse(objectOf(usage)).data?.completion_tokens ?? 0;
}

/** A structured field of a record, which Parquet has as JSON. */
function objectOf(field: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof field === 'string' ? JSON.parse(field) : field;
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
