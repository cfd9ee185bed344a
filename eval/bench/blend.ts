/*
 * MB of input a second of `rewrite blend`, its memory and its room on disk: JSON lines of real beginnings of texts in two
 * sources, all of them taken; unpacked, in a curriculum, and packed into sequences of 4,096 estimated tokens. Processor
 * time tells more than seconds where the machine has other work.
 *
 *   npx tsx eval/bench/blend.ts [--documents 50000] [--characters 2000] [--format jsonl]
 *
 * Needs a build (`npm run build`), Linux (/proc) and room for temporary files: three times the text.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROGRAM } from './built.ts';
import { printTable } from './measure.ts';
import { memoryOf, processorSecondsOf } from './process-memory.ts';
import { writeSmallCorpus } from './small-corpus.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const SAMPLE_MS = 100;

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '50000' },
    characters: { type: 'string', default: '2000' },
    format: { type: 'string', default: 'jsonl' },
  },
});

/** What is measured, and what its recipe has beside the sources. */
const RECIPES: Readonly<Record<string, string>> = {
  'shuffled, not packed': 'order: shuffled',
  'by tokens, not packed': 'order: {by: tokens(text), direction: ascending}',
  'shuffled, packed': 'packing: {context_length: 4096, eos: <|endoftext|>}',
};

async function measure(name: string, recipe: string, globs: readonly string[], folder: string): Promise<string[]> {
  const sources = globs.map((glob, index) => `  s${index}: {input: ['${glob}'], share: ${1 / globs.length}}\n`);
  const bytes = globs.map(bytesOf).reduce((sum, next) => sum + next, 0);
  const path = join(folder, 'recipe.yaml');
  const out = join(folder, 'out');
  await writeFile(path, `sources:\n${sources.join('')}${recipe}\nformat: ${values.format}\n`);
  const begun = performance.now();
  const child = spawn(PROGRAM, ['blend', path, '--out', out], { stdio: ['ignore', 'ignore', 'pipe'] });
  const steps: number[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const _ of text.matchAll(/^step \d of 3: [^:\n]+$/gm)) steps.push((performance.now() - begun) / 1_000);
  });
  let peakMb = 0;
  let processor = 0;
  const timer = setInterval(() => {
    peakMb = memoryOf(child.pid ?? 0)?.peak ?? peakMb;
    processor = processorSecondsOf(child.pid ?? 0) ?? processor;
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`The blend "${name}" ended with exit code ${code}.`);
  const seconds = (performance.now() - begun) / 1_000;
  await rm(out, { recursive: true });
  const [counting = 0, drawing = 0, writing = 0] = steps;
  return [
    name,
    (bytes / 1e6).toFixed(0),
    seconds.toFixed(1),
    (drawing - counting).toFixed(1),
    (writing - drawing).toFixed(1),
    (seconds - writing).toFixed(1),
    (bytes / 1e6 / seconds).toFixed(1),
    (bytes / 1e6 / processor).toFixed(1),
    peakMb.toFixed(0),
  ];
}

function bytesOf(glob: string): number {
  const folder = dirname(glob);
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

await inTemporaryFolder(async (folder) => {
  const documents = Number(values.documents) / 2;
  const shape = { documents, perFile: 10_000, characters: Number(values.characters) };
  const globs = [
    await writeSmallCorpus(join(folder, 'web'), shape),
    await writeSmallCorpus(join(folder, 'other'), shape),
  ];
  const rows: string[][] = [];
  for (const [name, recipe] of Object.entries(RECIPES)) rows.push(await measure(name, recipe, globs, folder));
  printTable([
    ['recipe', 'MB', 'seconds', 'count', 'draw', 'write', 'MB/s', 'MB/s of processor time', 'peak MB'],
    ...rows,
  ]);
});
