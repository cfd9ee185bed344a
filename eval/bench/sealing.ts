/*
 * The longest stall of the event loop while a full shard is sealed, and before, while nothing is: a real run in this
 * process, with a scripted model, whose outcomes arrive as fast as the engine takes them. Two shards of records with 2 kB
 * of text each; `sealing` is from the freezing of the first to the end of the run. Both shards are written in that time
 * and their rows deleted. Texts repeat after a few hundred records, so zstd makes smaller files of them than of real ones.
 *
 *   npx tsx eval/bench/sealing.ts [--records 50000] [--formats jsonl.gz,parquet,jsonl.zst]
 *
 * A stall is the time between two beats of a timer of 1 ms; `p99.9` is over all of them. `own ms`: the longest without the
 * time that the thread waited for a core that others had (Linux only): what is left on a busy machine of the thread's own
 * work and its waiting for the disk. Needs a build (`npm run build`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { zstdSupport } from '../../src/text/zstd.ts';
import { printTable } from './measure.ts';
import { pairs } from './pipeline/corpus.ts';
import { runScripted } from './scripted-run.ts';
import { writeSmallCorpus } from './small-corpus.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const CHARACTERS = 400;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '50000' },
    formats: { type: 'string', default: 'jsonl.gz,parquet,jsonl.zst' },
  },
});
const records = Number(values.records);

/** Where Linux tells how long the main thread ran and how long it waited for a core, in nanoseconds. */
const SCHEDSTAT = '/proc/self/schedstat';

/** The time between two beats, and when the second was, in milliseconds since the epoch. */
interface Beat {
  readonly at: number;
  readonly ms: number;
  /** Without waiting for a core. */
  readonly ownMs: number;
}

function waitedForCore(): number {
  return existsSync(SCHEDSTAT) ? Number(readFileSync(SCHEDSTAT, 'utf8').split(' ')[1]) / 1e6 : Number.NaN;
}

function startBeats(): { readonly beats: readonly Beat[]; readonly stop: () => void } {
  const beats: Beat[] = [];
  let last = performance.now();
  let waited = waitedForCore();
  const timer = setInterval(() => {
    const now = performance.now();
    const waitedNow = waitedForCore();
    beats.push({ at: Date.now(), ms: now - last, ownMs: now - last - (waitedNow - waited) });
    last = now;
    waited = waitedNow;
  }, 1);
  return { beats, stop: () => clearInterval(timer) };
}

/** When the first shard was frozen, and how many seconds the shards took to write. */
async function sealingOf(out: string): Promise<{ readonly frozenAt: number; readonly seconds: number }> {
  const lines = (await readFile(join(out, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { time: string; kind: string; ms: number });
  const frozen = events.find(({ kind }) => kind === 'shard.frozen');
  if (frozen === undefined) throw new Error('No shard was frozen.');
  const ms = events.filter(({ kind }) => kind === 'shard.sealed').reduce((sum, event) => sum + event.ms, 0);
  return { frozenAt: Date.parse(frozen.time), seconds: ms / 1_000 };
}

/** Longest, longest without waiting for a core, 99.9th percentile, and how many are above 20 and 50 ms. */
function describe(beats: readonly Beat[]): string[] {
  const sorted = beats.map(({ ms }) => ms).toSorted((left, right) => left - right);
  const above = (limit: number): string => String(sorted.filter((ms) => ms > limit).length);
  const percentile = sorted[Math.floor(0.999 * sorted.length)] ?? Number.NaN;
  const longest = sorted.at(-1) ?? Number.NaN;
  const own = beats.reduce((most, { ownMs }) => Math.max(most, ownMs), 0);
  return [longest.toFixed(1), own.toFixed(1), percentile.toFixed(1), above(20), above(50)];
}

async function measure(format: string, input: string, out: string): Promise<string[][]> {
  const texts = pairs().map(({ source }) => source);
  let warm = Number.POSITIVE_INFINITY;
  const { beats, stop } = startBeats();
  await runScripted({
    flags: { input: [input], out, format, shard_records: records, progress: 'none' },
    stop: new AbortController().signal,
    answer(n) {
      if (n === Math.floor(records / 5)) warm = Date.now();
      return texts[n % texts.length] ?? '';
    },
  });
  stop();
  const { frozenAt, seconds } = await sealingOf(out);
  const before = beats.filter(({ at }) => at > warm && at < frozenAt);
  const sealing = beats.filter(({ at }) => at >= frozenAt);
  return [
    [`${format}, nothing sealed`, ...describe(before), ''],
    [`${format}, sealing`, ...describe(sealing), seconds.toFixed(1)],
  ];
}

const rows: string[][] = [];
await inTemporaryFolder(async (folder) => {
  const corpus = { documents: 2 * records, perFile: records, characters: CHARACTERS };
  const input = await writeSmallCorpus(join(folder, 'corpus'), corpus);
  for (const format of values.formats.split(',')) {
    if (format === 'jsonl.zst' && (await zstdSupport()) === undefined) {
      rows.push([`${format}: nothing here writes zstd`]);
      continue;
    }
    rows.push(...(await measure(format, input, join(folder, format))));
  }
});
printTable([['', 'longest ms', 'own ms', 'p99.9 ms', 'above 20 ms', 'above 50 ms', 'seconds to write'], ...rows]);
