/*
 * The whole pipeline (read, render, request, validate, ledger, shard) beside a bare `Pool.request` loop and beside a
 * script written by hand (openai SDK, p-limit, append to a file), against a server in a process of its own: requests a
 * second from the first request to the last answer, processor time of the client per request (all threads, start of
 * the program included), its peak memory. Documents of 2 kB, answers of 0.9 kB (`pipeline/corpus.ts`).
 *
 *   npx tsx eval/bench/pipeline.ts [--latency 0,200,2000] [--concurrency 64,256,1024,4096] [--seconds 10]
 *     [--arms bare,plain,validated,threaded,shipped,by-hand] [--most 100000]
 *
 * `plain` validates `finish` and `length`; `validated` runs all default validators; `shipped` selects by language and
 * quality as well, as the strategies that come with the tool do; `threaded` is `validated` on one worker thread (and
 * `--threads 0` for all others, whatever the machine). Each cell makes as many requests as the bare loop makes
 * in about SECONDS, at most MOST. Needs a build (`npm run build`). The client and the server take a core each: run it on
 * two or more that are otherwise idle.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { printTable } from './measure.ts';
import { writeCorpus } from './pipeline/corpus.ts';

const { values } = parseArgs({
  options: {
    latency: { type: 'string', default: '0,200,2000' },
    concurrency: { type: 'string', default: '64,256,1024,4096' },
    seconds: { type: 'string', default: '10' },
    arms: { type: 'string', default: 'bare,plain,validated,threaded,shipped,by-hand' },
    most: { type: 'string', default: '100000' },
  },
});
const numbers = (list: string): number[] => list.split(',').map(Number);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const USAGE = new URL('pipeline/usage.mjs', import.meta.url).href;
const run = promisify(execFile);

/** Requests a second that one core makes at no latency, about: how many a cell without latency is given. */
const FASTEST = 5_000;

interface Figures {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** The run directory of each arm, in turn. */
const OUT = 'out';

interface Cell {
  readonly endpoint: string;
  readonly corpus: string;
  readonly concurrency: number;
  readonly folder: string;
}

const ARMS: Readonly<Record<string, (cell: Cell) => string[]>> = {
  bare: ({ endpoint, corpus, concurrency }) => [here('pipeline/bare.ts'), endpoint, corpus, String(concurrency)],
  plain: (cell) => rewriteWith('plain', cell),
  validated: (cell) => rewriteWith('validated', cell),
  threaded: (cell) => rewriteWith('validated', cell, 1),
  shipped: (cell) => rewriteWith('shipped', cell),
  'by-hand': ({ endpoint, corpus, concurrency, folder }) => [
    here('pipeline/by-hand.ts'),
    endpoint,
    corpus,
    String(concurrency),
    join(folder, 'by-hand.jsonl'),
  ],
};

function rewriteWith(strategy: string, { endpoint, corpus, concurrency, folder }: Cell, threads = 0): string[] {
  const options = {
    strategy: here(`pipeline/${strategy}.yaml`),
    input: corpus,
    endpoint,
    concurrency,
    progress: 'none',
    threads,
    out: join(folder, OUT),
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return [here('../../bin/rewrite.js'), ...flags, '--quiet'];
}

async function measure(arm: string, cell: Cell): Promise<Figures> {
  const count = async () => (await (await fetch(cell.endpoint.replace('/v1', '/count'))).json()) as Counted;
  await count();
  const usagePath = join(cell.folder, 'usage.json');
  const [script, ...args] = ARMS[arm]?.(cell) ?? [];
  if (script === undefined) throw new Error(`There is no arm ${arm}: ${Object.keys(ARMS).join(', ')}`);
  // The program is run as its users run it; scripts in TypeScript through tsx.
  const [program, loader] = script.endsWith('.ts') ? [process.execPath, ['--import', 'tsx', script]] : [script, []];
  await run(program, [...loader, ...args], {
    env: { ...process.env, NODE_OPTIONS: `--import ${USAGE}`, BENCH_USAGE: usagePath },
  });
  const { answered, firstAt, lastAt } = await count();
  const { cpuMs, peakMb } = JSON.parse(await readFile(usagePath, 'utf8')) as { cpuMs: number; peakMb: number };
  await rm(join(cell.folder, OUT), { recursive: true, force: true });
  return { perSecond: (1000 * answered) / (lastAt - firstAt), cpuMs: cpuMs / answered, peakMb };
}

interface Counted {
  readonly answered: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

const arms = values.arms.split(',');
const rows: string[][] = [
  ['latency', 'in flight', 'requests', 'client', 'requests/s', 'of bare', 'CPU ms each', 'peak MB'],
];
for (const latency of numbers(values.latency)) {
  const server = spawn(process.execPath, ['--import', 'tsx', here('pipeline/server.ts'), String(latency)]);
  const [port] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  const endpoint = `http://127.0.0.1:${port}/v1`;
  for (const concurrency of numbers(values.concurrency)) {
    const folder = await mkdtemp(join(tmpdir(), 'rewrite-bench-'));
    const rate = Math.min(FASTEST, latency === 0 ? FASTEST : (1000 * concurrency) / latency);
    const requests = Math.min(
      Number(values.most),
      Math.max(4 * concurrency, Math.round(rate * Number(values.seconds))),
    );
    const corpus = join(folder, 'corpus.jsonl');
    await writeCorpus(corpus, requests);
    let bare: number | undefined;
    for (const arm of arms) {
      const { perSecond, cpuMs, peakMb } = await measure(arm, { endpoint, corpus, concurrency, folder });
      if (arm === 'bare') bare = perSecond;
      rows.push([
        `${latency} ms`,
        String(concurrency),
        requests.toLocaleString('en'),
        arm,
        Math.round(perSecond).toLocaleString('en'),
        bare === undefined ? '' : `${((100 * perSecond) / bare).toFixed(0)}%`,
        cpuMs.toFixed(3),
        peakMb.toFixed(0),
      ]);
      process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
    }
    await rm(folder, { recursive: true, force: true });
  }
  server.kill();
}
printTable(rows);
