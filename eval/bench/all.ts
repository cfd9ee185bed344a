/*
 * Every benchmark with its default sizes, one after the other, as Markdown for eval/LOG.md: the machine, then each
 * benchmark's command and table.
 *
 *   npm run build && npm run bench [-- NAME …]
 *
 * NAME is a file of this folder without its extension; all of them without names. Each one's own flags stand at the top
 * of its file. On a quiet machine: the client and the server take a core each.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

interface Benchmark {
  readonly title: string;
  readonly name: string;
  readonly flags: readonly string[];
}

const BENCHMARKS: readonly Benchmark[] = [
  { name: 'text', title: 'text functions, one core', flags: [] },
  { name: 'validators', title: 'validators, one core', flags: [] },
  { name: 'prox', title: 'ProX programs and windows, one core', flags: [] },
  { name: 'generation', title: 'the client alone', flags: [] },
  { name: 'pipeline', title: 'the whole pipeline', flags: ['--latency', '0,200', '--concurrency', '256,1024'] },
  { name: 'fleet', title: '64 simulated GPUs', flags: [] },
  { name: 'fleet', title: '64 simulated GPUs, four of them sick', flags: ['--sick'] },
  { name: 'memory', title: 'memory', flags: ['--documents', '10000,100000'] },
  { name: 'classifier', title: 'raters that measure', flags: [] },
  { name: 'dedup', title: 'near duplicates', flags: [] },
  { name: 'select', title: 'choosing documents', flags: [] },
  { name: 'resume', title: 'going on after an interruption', flags: [] },
  { name: 'sealing', title: 'stalls while sealing', flags: [] },
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) throw new Error(`No benchmark is named ${unknown.join(', ')}.`);

const memory = (totalmem() / 1024 ** 3).toFixed(0);
say(
  `Machine: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${memory} GB, Node ${process.version}.`,
);
for (const { name, title, flags } of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const path = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  say(
    `\n### ${title[0]?.toUpperCase()}${title.slice(1)}\n\n\`${['npx tsx', `eval/bench/${name}.ts`, ...flags].join(' ')}\`\n`,
  );
  const child = spawn(process.execPath, [...process.execArgv, path, ...flags], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) continue;
  say(`${name} failed (exit code ${code}).`);
  process.exitCode = 1;
}
