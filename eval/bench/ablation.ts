/*
 * Speed of an ablation: the proxy model's training and scoring in MB/s of UTF-8 over the seed corpus, one core, by
 * processor time; then, of a program of its own, the seconds and the processor seconds of `eval/ablations/strategies.yaml`
 * on the built-in backend (tokens an arm: the first argument, 20k; further arguments are given to `ablate run`).
 *
 *   npm run build && npx tsx eval/bench/ablation.ts 200k --input 'corpus/*.jsonl.gz'
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProxy } from '../../src/ablation/proxy/proxy.ts';
import { PROGRAM } from './built.ts';
import { printTable, seedTexts } from './measure.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const FILE = fileURLToPath(new URL('../ablations/strategies.yaml', import.meta.url));

/** Processor seconds that the work takes. */
function secondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const texts = seedTexts();
const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
// The first round reads the vocabulary and compiles the loops.
let proxy = await createProxy();
for (const text of texts) proxy.learn(text);
proxy = await createProxy();
const training = secondsOf(() => {
  for (const text of texts) proxy.learn(text);
});
const scoring = secondsOf(() => {
  for (const text of texts) proxy.bitsPerByte(text);
});
printTable([
  ['', 'MB/s'],
  ['the proxy model is trained', (megabytes / training).toFixed(1)],
  ['the proxy model is asked', (megabytes / scoring).toFixed(1)],
]);

const [budget = '20k', ...flags] = process.argv.slice(2);
await inTemporaryFolder(async (folder) => {
  const out = join(folder, 'ablation');
  const began = performance.now();
  const args = ['ablate', 'run', FILE, '--backend', 'extractive', '--budget-tokens', budget, '--out', out, ...flags];
  const { status } = spawnSync(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`The ablation ended with ${status}.`);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stdout.write(`5 arms of ${budget} tokens: ${seconds} s\n`);
});
