/*
 * Records per second of `rewrite dedup`, its memory and its room on disk, at corpora of several sizes. Texts are spliced
 * from the seeds, four words in a row at a time, so that words have their natural frequencies and no two texts share much
 * by chance; their lengths are spread evenly over the logarithms of a range. Each tenth is a near duplicate of an earlier
 * one with a word in 80 replaced, at least one: an exact Jaccard similarity of 0.8 to 0.9. Processor time tells more than seconds where
 * the machine has other work.
 *
 *   npx tsx eval/bench/dedup.ts [--records 20000,100000] [--characters 300-2000] [--threads 2] [--min-similarity 0.7]
 *
 * Needs a build (`npm run build`), Linux (/proc) and room for temporary files: twice the text, and 0.3 kB a record.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mixed } from '../../src/text/shingles.ts';
import { PROGRAM } from './built.ts';
import { printTable, seedTexts } from './measure.ts';
import { memoryOf, processorSecondsOf } from './process-memory.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const SAMPLE_MS = 100;
const DUPLICATE_EVERY = 10;
const SPLICED_WORDS = 4;
const WORDS_FOR_A_CHANGE = 80;
const WORDS = seedTexts().flatMap((text) => text.match(/\S+/g) ?? []);

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '20000,100000' },
    characters: { type: 'string', default: '300-2000' },
    threads: { type: 'string', default: '2' },
    'min-similarity': { type: 'string' },
  },
});
const [shortest = 300, longest = shortest] = values.characters.split('-').map(Number);

/** A number from 0 up to but not including `most`, the same for the same seed. */
const draw = (seed: number, most: number): number => (mixed(seed) >>> 0) % most;

function textOf(record: number): string {
  const isCopy = record % DUPLICATE_EVERY === DUPLICATE_EVERY - 1;
  const seed = mixed(isCopy ? record - DUPLICATE_EVERY + 1 : record);
  const most = shortest * (longest / shortest) ** (draw(seed, 1_000) / 1_000);
  const words: string[] = [];
  for (let length = 0, splice = 1; length < most; splice++) {
    const from = draw(seed + mixed(splice), WORDS.length - SPLICED_WORDS);
    for (const word of WORDS.slice(from, from + SPLICED_WORDS)) {
      words.push(word);
      length += word.length + 1;
    }
  }
  if (!isCopy) return words.join(' ');
  for (let change = 0; change * WORDS_FOR_A_CHANGE < words.length; change++) {
    words[draw(record + change, words.length)] = `changed${record % 1_000}`;
  }
  return words.join(' ');
}

async function writeRecords(path: string, records: number): Promise<number> {
  const stream = createWriteStream(path);
  for (let record = 0; record < records; record++) {
    const line = `${JSON.stringify({ id: `record-${record}`, text: textOf(record) })}\n`;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  return statSync(path).size;
}

function bytesIn(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0; // Not there yet, or gone while we looked.
  }
}

async function measure(records: number, folder: string): Promise<string[]> {
  const input = join(folder, 'records.jsonl');
  const bytes = await writeRecords(input, records);
  const similarity = values['min-similarity'];
  const flags = ['--input', input, '--out', join(folder, 'out'), '--threads', values.threads];
  const begun = performance.now();
  const child = spawn(
    PROGRAM,
    ['dedup', ...flags, ...(similarity === undefined ? [] : ['--min-similarity', similarity])],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let summary = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    summary += text;
  });
  const steps: number[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const _ of text.matchAll(/^step \d of 3: [^:\n]+$/gm)) steps.push((performance.now() - begun) / 1_000);
  });
  let peakMb = 0;
  let scratch = 0;
  let processor = 0;
  const timer = setInterval(() => {
    peakMb = memoryOf(child.pid ?? 0)?.peak ?? peakMb;
    processor = processorSecondsOf(child.pid ?? 0) ?? processor;
    scratch = Math.max(scratch, bytesIn(join(folder, '.out.dedup/scratch')));
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`Deduplicating ${records} records ended with exit code ${code}.`);
  const seconds = (performance.now() - begun) / 1_000;
  const dropped = Number(/([\d,]+) duplicates?/.exec(summary)?.[1]?.replaceAll(',', ''));
  const [signing = 0, joining = 0, writing = 0] = steps;
  return [
    records.toLocaleString('en'),
    (bytes / 1e6).toFixed(0),
    seconds.toFixed(1),
    (joining - signing).toFixed(1),
    (writing - joining).toFixed(1),
    (seconds - writing).toFixed(1),
    (records / seconds).toFixed(0),
    (bytes / 1e6 / seconds).toFixed(1),
    ((1e6 * processor) / records).toFixed(0),
    peakMb.toFixed(0),
    (scratch / 1e6).toFixed(0),
    (dropped / Math.floor(records / DUPLICATE_EVERY)).toFixed(4),
  ];
}

const rows: string[][] = [];
for (const records of values.records.split(',').map(Number)) {
  rows.push(await inTemporaryFolder((folder) => measure(records, folder)));
}
printTable([
  [
    'records',
    'MB',
    'seconds',
    'sign',
    'join',
    'write',
    'records/s',
    'MB/s',
    'µs of CPU each',
    'peak MB',
    'scratch MB',
    'duplicates found',
  ],
  ...rows,
]);
