/*
 * Seconds, processor time and memory of `rewrite select` over documents with precomputed columns, by method; and, with
 * --dsir, megabytes a second of processor time of DSIR's features. Documents are invented words with ratings, a domain
 * and a source. Processor time tells more than seconds where the machine has other work.
 *
 *   npx tsx eval/bench/select.ts [--documents 1000000] [--characters 300] [--methods uniform,top-k,gumbel] [--dsir CORPUS…]
 *
 * Needs a build (`npm run build`), Linux (/proc) and room for temporary files: twice the text, and 0.1 kB a document.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import { createFeaturizer } from '../../src/selection/dsir/features.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { mixed } from '../../src/text/shingles.ts';
import { PROGRAM } from './built.ts';
import { printTable } from './measure.ts';
import { memoryOf, processorSecondsOf } from './process-memory.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const SAMPLE_MS = 100;
const DOMAINS = ['A', 'B', 'C', 'D', 'E', 'F'];
const SOURCES = ['web', 'books', 'code'];
const VOCABULARY = Array.from({ length: 20_000 }, (_, rank) =>
  (mixed(rank) >>> 0).toString(36).slice(0, 3 + (rank % 7)),
);

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    characters: { type: 'string', default: '300' },
    methods: { type: 'string', default: 'uniform,top-k,gumbel' },
    dsir: { type: 'string', multiple: true },
  },
});

const BY = 'annotations.dataman.overall + annotations.dataman.accuracy';
const DOMAIN_FLAGS = ['--domain-column', 'source', '--domain-column', 'annotations.dataman.domain'];
const METHODS: Readonly<Record<string, readonly string[]>> = {
  uniform: [],
  'top-k': ['--by', BY, ...DOMAIN_FLAGS],
  gumbel: ['--by', 'annotations.classifier.score', '--temperature', '2'],
};

function lineOf(number: number): string {
  const rating = (name: string): number => 1 + Math.floor(5 * unitInterval(0, name, number));
  const words: string[] = [];
  for (let length = 0, at = 0; length < Number(values.characters); at++) {
    const word = VOCABULARY[(mixed(mixed(number) + at) >>> 0) % VOCABULARY.length] ?? '';
    words.push(word);
    length += word.length + 1;
  }
  const dataman = {
    overall: rating('overall'),
    accuracy: rating('accuracy'),
    domain: DOMAINS[mixed(number) & 3],
  };
  const classifier = { score: unitInterval(0, 'classifier', number) };
  const source = SOURCES[number % SOURCES.length];
  return `${JSON.stringify({ id: `d-${number}`, text: words.join(' '), source, annotations: { dataman, classifier } })}\n`;
}

async function writeDocuments(path: string): Promise<number> {
  const stream = createWriteStream(path);
  for (let number = 0; number < Number(values.documents); number++) {
    if (!stream.write(lineOf(number))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  return statSync(path).size;
}

async function measure(method: string, input: string, megabytes: number, folder: string): Promise<string[]> {
  const budget = Math.round((megabytes * 1e6) / 100);
  const flags = ['--method', method, ...(METHODS[method] ?? []), '--budget-tokens', String(budget)];
  const begun = performance.now();
  const child = spawn(PROGRAM, ['select', '--input', input, '--out', join(folder, `out-${method}`), ...flags], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  let processor = 0;
  const sampling = setInterval(() => {
    const pid = child.pid ?? 0;
    peak = Math.max(peak, memoryOf(pid)?.peak ?? 0);
    processor = processorSecondsOf(pid) ?? processor;
  }, SAMPLE_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(sampling);
  if (code !== 0) throw new Error(`rewrite select ended with ${code}.`);
  const seconds = (performance.now() - begun) / 1000;
  return [method, seconds.toFixed(1), processor.toFixed(1), peak.toFixed(0), (megabytes / seconds).toFixed(0)];
}

async function dsirRates(patterns: readonly string[]): Promise<void> {
  const texts: string[] = [];
  for (const [index, file] of (await findInputFiles(patterns, process.cwd())).entries()) {
    const options = { textColumn: 'text', idColumn: 'id', metadata: 'drop', fromRow: 0 } as const;
    for await (const row of readFile(file, index, options)) if (row.kind === 'document') texts.push(row.document.text);
  }
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const featurizer = createFeaturizer();
  featurizer.endTarget();
  const rows = ['cold: every n-gram is new', 'warm: as in a corpus that is larger'].map((name) => {
    const before = process.cpuUsage();
    for (const text of texts) featurizer.featuresOf(text);
    const { user, system } = process.cpuUsage(before);
    return [name, megabytes.toFixed(1), (megabytes / ((user + system) / 1e6)).toFixed(1)];
  });
  printTable([['DSIR features', 'MB', 'MB/s of processor time'], ...rows]);
}

if (values.dsir === undefined) {
  await inTemporaryFolder(async (folder) => {
    const input = join(folder, 'documents.jsonl');
    const megabytes = (await writeDocuments(input)) / 1e6;
    const rows: string[][] = [];
    for (const method of values.methods.split(',')) rows.push(await measure(method, input, megabytes, folder));
    printTable([
      [`${values.documents} documents, ${megabytes.toFixed(0)} MB`, 'seconds', 'processor s', 'peak MB', 'MB/s'],
      ...rows,
    ]);
  });
} else await dsirRates(values.dsir);
