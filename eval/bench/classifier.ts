/*
 * MB/s of text (UTF-8 bytes) that a classifier and the other measured raters rate. Alone: over the seed corpus, one core,
 * processor time. End to end: `rewrite classifier apply` on JSON lines of the seed corpus, repeated, with a model that is
 * trained before; by the clock and in processor time, without a thread beside and with one. What the same takes on 1 MB,
 * the program's start, is subtracted and told apart.
 *
 *   npx tsx eval/bench/classifier.ts [--megabytes 100] [--format jsonl.gz]
 *
 * Needs a build (`npm run build`), and room for temporary files: three times the text.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MEASURED_RATERS } from '../../src/raters/measured/registry.ts';
import { PROGRAM } from './built.ts';
import { millisecondsOf, printTable, seedTexts } from './measure.ts';
import { memoryOf, processorSecondsOf } from './process-memory.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const SEEDS = fileURLToPath(new URL('../../data/seeds/', import.meta.url));
const SAMPLE_MS = 50;

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '100' }, format: { type: 'string', default: 'jsonl.gz' } },
});

const texts = seedTexts();
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

interface Ended {
  readonly seconds: number;
  readonly processor: number;
  readonly peakMb: number;
}

async function rewrite(...args: readonly string[]): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let [processor, peakMb] = [0, 0];
  const timer = setInterval(() => {
    processor = processorSecondsOf(child.pid ?? 0) ?? processor;
    peakMb = memoryOf(child.pid ?? 0)?.peak ?? peakMb;
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`rewrite ${args.join(' ')} ended with exit code ${code}.`);
  return { seconds: (performance.now() - begun) / 1_000, processor, peakMb };
}

/** The seed corpus again and again, under new ids; returns the bytes of its text. */
async function writeCorpus(path: string, megabytes: number): Promise<number> {
  const stream = createWriteStream(path);
  let written = 0;
  for (let round = 0; written < megabytes * 1e6; round++) {
    for (const [place, text] of texts.entries()) {
      const line = `${JSON.stringify({ id: `${round}-${place}`, text, source: 'seeds' })}\n`;
      if (!stream.write(line)) await once(stream, 'drain');
    }
    written += bytes;
  }
  stream.end();
  await once(stream, 'close');
  return written;
}

await inTemporaryFolder(async (folder) => {
  const model = join(folder, 'seeds.classifier');
  const [positives = '', ...negatives] = readdirSync(SEEDS).map((file) => join(SEEDS, file));
  const training = ['--positives', positives, ...negatives.flatMap((file) => ['--negatives', file])];
  await rewrite('classifier', 'train', ...training, '--held-out', '0.3', '--out', model);

  const alone: string[][] = [];
  for (const [name, rater] of Object.entries(MEASURED_RATERS)) {
    const rate = await rater.open({ model });
    const ms = millisecondsOf(() => {
      for (const text of texts) rate({ text });
    });
    alone.push([name, (bytes / 1_000 / ms).toFixed(1), ((1_000 * ms) / (bytes / 2_000)).toFixed(1)]);
  }
  printTable([['alone', 'MB/s', 'µs per 2 kB'], ...alone]);

  const [small, large] = [join(folder, 'small.jsonl'), join(folder, 'large.jsonl')];
  const smallText = await writeCorpus(small, 1);
  const largeText = await writeCorpus(large, Number(values.megabytes));
  const whole: string[][] = [];
  for (const threads of ['0', '1']) {
    const apply = (input: string): Promise<Ended> => {
      const flags = ['--model', model, '--threads', threads, '--format', values.format];
      return rewrite('classifier', 'apply', '--input', input, '--out', `${input}-${threads}`, ...flags);
    };
    const start = await apply(small);
    const { seconds, processor, peakMb } = await apply(large);
    const megabytes = (largeText - smallText) / 1e6;
    whole.push([
      `${threads} threads`,
      (megabytes / (seconds - start.seconds)).toFixed(1),
      (megabytes / (processor - start.processor)).toFixed(1),
      start.processor.toFixed(1),
      peakMb.toFixed(0),
    ]);
  }
  const head = ['MB/s by the clock', 'MB/s of processor time', 'start, s of it', 'peak MB'];
  printTable([[`end to end, ${values.format}`, ...head], ...whole]);
});
