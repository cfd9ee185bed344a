/*
 * One process against a fleet of simulated GPUs (`rewrite simulate`, in a process of its own): how busy it keeps them
 * from the end of the ramp to the start of the tail, and what it takes for that.
 *
 *   npx tsx eval/bench/fleet.ts [--gpus 64] [--concurrency 16384] [--requests 150000] [--strategy plain]
 *     [--profile smollm2-1.7b-h100] [--slots 256] [--answer-tokens 450:0.2] [--passages 1]
 *     [--sick]
 *
 * Documents have `--passages` of 2 kB each. `--sick` makes two GPUs five times as slow from the start, lets one die after 40 s and one restart after 50 s (away
 * for 20 s). A GPU counts as busy while so many requests are in its batch that more would make it little faster
 * (95% of a full batch's tokens); capacity is what full batches would have made in the same time, dead and slow GPUs
 * with what is left of them. The ramp ends when the fleet's batches reach 95% of their median, the tail begins when
 * they last do. Needs a build (`npm run build`) and 2 × CONCURRENCY file descriptors (`ulimit -n`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROGRAM } from './built.ts';
import { printTable } from './measure.ts';
import { writeCorpus } from './pipeline/corpus.ts';

const { values } = parseArgs({
  options: {
    gpus: { type: 'string', default: '64' },
    concurrency: { type: 'string', default: '16384' },
    requests: { type: 'string', default: '150000' },
    strategy: { type: 'string', default: 'plain' },
    profile: { type: 'string', default: 'smollm2-1.7b-h100' },
    slots: { type: 'string', default: '256' },
    'answer-tokens': { type: 'string', default: '450:0.2' },
    passages: { type: 'string', default: '1' },
    sick: { type: 'boolean', default: false },
  },
});
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const USAGE = new URL('pipeline/usage.mjs', import.meta.url).href;

function flagsOf(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

/** What `/simulator/stats` tells of one GPU. Times in milliseconds since its start. */
interface Replica {
  readonly clockMs: number;
  readonly downMs: number;
  readonly busyMs: number;
  readonly activeMs: number;
  readonly generationTokens: number;
  readonly capacityTokens: number;
  readonly running: number;
  readonly waiting: number;
  readonly prefixQueries: number;
  readonly prefixHits: number;
  readonly preemptions: number;
}

interface Sample {
  readonly at: number;
  readonly replicas: readonly Replica[];
}

const SICKNESS = [
  'at=0s for=24h replica=0 kind=slow factor=5',
  'at=0s for=24h replica=1 kind=slow factor=5',
  'at=40s for=24h replica=2 kind=down',
  'at=50s for=20s replica=3 kind=restart',
];

async function startSimulator(endpointsFile: string): Promise<ChildProcess> {
  const options = {
    gpus: values.gpus,
    profile: values.profile,
    model: 'bench',
    answers: 'fixed',
    slots: values.slots,
    'output-tokens': values['answer-tokens'],
    'endpoints-file': endpointsFile,
  };
  const faults = values.sick ? SICKNESS.flatMap((fault) => ['--fault-schedule', fault]) : [];
  const simulator = spawn(PROGRAM, ['simulate', ...flagsOf(options), ...faults], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: simulator.stdout }), 'line');
  return simulator;
}

function sum(sample: Sample, read: (replica: Replica) => number): number {
  return sample.replicas.reduce((total, replica) => total + read(replica), 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

const folder = await mkdtemp(join(tmpdir(), 'rewrite-fleet-'));
const endpointsFile = join(folder, 'endpoints');
const corpus = join(folder, 'corpus.jsonl');
const usagePath = join(folder, 'usage.json');
await writeCorpus(corpus, Number(values.requests), Number(values.passages));
const simulator = await startSimulator(endpointsFile);
const endpoints = (await readFile(endpointsFile, 'utf8')).trim().split('\n');
const statsUrl = new URL('/simulator/stats', endpoints[0]);

const startedAt = performance.now();
const options = {
  strategy: here(`pipeline/${values.strategy}.yaml`),
  input: corpus,
  out: join(folder, 'out'),
  concurrency: values.concurrency,
  // The simulated model says the same to all.
  duplicates: 'keep',
  progress: 'none',
};
const client = spawn(
  PROGRAM,
  [...flagsOf(options), '--quiet', ...endpoints.flatMap((endpoint) => ['--endpoint', endpoint])],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: `--import ${USAGE}`, BENCH_USAGE: usagePath },
  },
);
const samples: Sample[] = [];
const ended = once(client, 'exit');
while (client.exitCode === null && client.signalCode === null) {
  const { replicas } = (await (await fetch(statsUrl)).json()) as { replicas: Replica[] };
  samples.push({ at: performance.now() - startedAt, replicas });
  await Promise.race([sleep(1_000), ended]);
}
simulator.kill();

const batches = samples.map((sample) => sum(sample, (replica) => replica.running));
const plateau = batches.filter((batch) => batch > 0).toSorted((left, right) => left - right);
const enough = 0.95 * (plateau[Math.floor(plateau.length / 2)] ?? 0);
const first = samples[batches.findIndex((batch) => batch >= enough)];
const last = samples[batches.findLastIndex((batch) => batch >= enough)];
const end = samples.at(-1);
if (first === undefined || last === undefined || end === undefined) throw new Error('Nothing was ever in flight.');
const over = (read: (replica: Replica) => number): number => sum(last, read) - sum(first, read);
const up = over((replica) => replica.clockMs) - over((replica) => replica.downMs);
const seconds = (last.at - first.at) / 1000;
const manifest = JSON.parse(await readFile(join(folder, 'out', 'manifest.json'), 'utf8')) as {
  tasks: { planned: number; accepted: number; failed: number };
};
const { cpuMs, peakMb } = JSON.parse(await readFile(usagePath, 'utf8')) as { cpuMs: number; peakMb: number };
printTable([
  ['', ''],
  [
    'ramp, steady part, tail',
    [first.at, last.at - first.at, end.at - last.at].map((ms) => `${(ms / 1000).toFixed(0)} s`).join(', '),
  ],
  ['busy in the steady part', percent(over((replica) => replica.busyMs) / up)],
  ['working at all', percent(over((replica) => replica.activeMs) / up)],
  [
    'tokens of what full batches would have made',
    percent(over((replica) => replica.generationTokens) / over((replica) => replica.capacityTokens)),
  ],
  ['answer tokens a second', Math.round(over((replica) => replica.generationTokens) / seconds).toLocaleString('en')],
  [
    'in the batches, waiting (median)',
    `${plateau[Math.floor(plateau.length / 2)]}, ${samples.map((sample) => sum(sample, (replica) => replica.waiting)).toSorted((left, right) => left - right)[Math.floor(samples.length / 2)]}`,
  ],
  [
    'prefix cache',
    percent(
      sum(end, (replica) => replica.prefixHits) /
        Math.max(
          1,
          sum(end, (replica) => replica.prefixQueries),
        ),
    ),
  ],
  ['preemptions', String(sum(end, (replica) => replica.preemptions))],
  ['requests (failed)', `${manifest.tasks.planned} (${manifest.tasks.failed})`],
  ['client: CPU a request, peak memory', `${(cpuMs / manifest.tasks.planned).toFixed(3)} ms, ${peakMb.toFixed(0)} MB`],
]);
await rm(folder, { recursive: true, force: true });
