/*
 * Resident memory of the program, at corpora of several sizes: it must not grow with the corpus. Documents of 400
 * characters (short, so that a million of them takes minutes, not an hour) in ten files, answers of 0.9 kB, 256
 * requests in flight, against the benchmark server in a process of its own.
 *
 *   npx tsx eval/bench/memory.ts [--documents 10000,100000,1000000] [--concurrency 256]
 *
 * Needs a build (`npm run build`), Linux (/proc) and 2 GB of room for temporary files. `to the first`: the median over the
 * second half of a run, against that of the first size.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROGRAM } from './built.ts';
import { median, printTable } from './measure.ts';
import { memoryOf } from './process-memory.ts';
import { SMALL_STRATEGY, writeSmallCorpus } from './small-corpus.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const FILES = 10;
const CHARACTERS = 400;
const SAMPLE_MS = 250;

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000,100000,1000000' },
    concurrency: { type: 'string', default: '256' },
  },
});

interface Figures {
  readonly documents: number;
  readonly seconds: number;
  readonly peakMb: number;
  readonly lastMb: number;
  readonly medianMb: number;
}

async function measure(documents: number, endpoint: string, folder: string): Promise<Figures> {
  const perFile = Math.ceil(documents / FILES);
  const input = await writeSmallCorpus(join(folder, 'corpus'), { documents, perFile, characters: CHARACTERS });
  const options = { strategy: SMALL_STRATEGY, input, endpoint, concurrency: values.concurrency, progress: 'none' };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const begun = performance.now();
  const child = spawn(PROGRAM, [...flags, '--out', join(folder, 'out'), '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const samples: number[] = [];
  let peakMb = 0;
  const timer = setInterval(() => {
    const memory = memoryOf(child.pid ?? 0);
    if (memory === undefined) return;
    samples.push(memory.now);
    peakMb = memory.peak;
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`A run of ${documents} documents ended with exit code ${code}.`);
  const seconds = (performance.now() - begun) / 1_000;
  const medianMb = median(samples.slice(Math.floor(samples.length / 2)));
  return { documents, seconds, peakMb, lastMb: samples.at(-1) ?? Number.NaN, medianMb };
}

if (!existsSync('/proc/self/status')) throw new Error('This system has no /proc: memory cannot be measured here.');
const figures: Figures[] = [];
const path = fileURLToPath(new URL('pipeline/server.ts', import.meta.url));
const server = spawn(process.execPath, [...process.execArgv, path, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [port] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  for (const documents of values.documents.split(',').map(Number)) {
    figures.push(await inTemporaryFolder((folder) => measure(documents, `http://127.0.0.1:${port}/v1`, folder)));
  }
} finally {
  server.kill();
}
printTable([
  ['documents', 'seconds', 'documents/s', 'peak MB', 'last MB', 'median MB, 2nd half', 'to the first'],
  ...figures.map(({ documents, seconds, peakMb, lastMb, medianMb }) => [
    documents.toLocaleString('en'),
    seconds.toFixed(0),
    (documents / seconds).toFixed(0),
    peakMb.toFixed(0),
    lastMb.toFixed(0),
    medianMb.toFixed(0),
    (medianMb / (figures[0]?.medianMb ?? Number.NaN)).toFixed(2),
  ]),
]);
