/*
 * How long an interrupted run takes to go on, with many outcomes behind it: milliseconds from the start of the program's
 * process to the arrival of its first request, beside those of a fresh run on the same corpus; the size of its ledger;
 * and how long reading takes up to the row where it goes on, in the file that is open.
 *
 *   npx tsx eval/bench/resume.ts [--outcomes 200000] [--per-file 50000] [--rounds 5]
 *
 * The run that is interrupted is a real one in this process, with a scripted model: one outcome a document, documents of
 * 200 characters, stopped in the middle of a file. 5,000,000 outcomes take a quarter of an hour to make, and 3 GB of room
 * for temporary files. Each start is killed at its first request; figures are medians over the rounds. Needs a build
 * (`npm run build`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import { PROGRAM } from './built.ts';
import { median, printTable } from './measure.ts';
import { pairs } from './pipeline/corpus.ts';
import { runScripted } from './scripted-run.ts';
import { SMALL_STRATEGY, writeSmallCorpus } from './small-corpus.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const CHARACTERS = 200;

const { values } = parseArgs({
  options: {
    outcomes: { type: 'string', default: '200000' },
    'per-file': { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
  },
});
const outcomes = Number(values.outcomes);
const perFile = Number(values['per-file']);
const rounds = Number(values.rounds);

/** A model's server that lists its model, answers no request, and tells of each. */
class SilentServer {
  readonly #server: Server;
  #heard: (id: string) => void = () => {};

  constructor() {
    this.#server = createServer((request, response) => {
      if (request.method === 'POST') return this.#heard(String(request.headers['x-request-id']));
      if (request.url !== '/v1/models') return void response.writeHead(404).end();
      const body = { object: 'list', data: [{ id: 'bench', object: 'model', max_model_len: 32_768 }] };
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
  }

  /** The id of the next request. */
  nextRequest(): Promise<string> {
    return new Promise((resolve) => {
      this.#heard = resolve;
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Stops a run once it has so many outcomes; returns how many are settled. */
async function interruptAfter(count: number, input: string, out: string): Promise<number> {
  const answer = pairs()[0]?.answer.slice(0, CHARACTERS) ?? '';
  const stop = new AbortController();
  const { last } = await runScripted({
    flags: { input: [input], out, progress: 'none' },
    stop: stop.signal,
    answer(n) {
      if (n + 1 === count) stop.abort(new Error('enough'));
      return answer;
    },
  });
  return last?.tasks.planned ?? 0;
}

/** Milliseconds from the start of the program to its first request, which must be for document `from` or a later one. */
async function firstRequest(server: SilentServer, flags: readonly string[], from: number): Promise<number> {
  const request = server.nextRequest();
  const begun = performance.now();
  const child = spawn(PROGRAM, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(child, 'close');
  const id = await Promise.race([request, ended]);
  const ms = performance.now() - begun;
  if (typeof id !== 'string') throw new Error(`The program ended before its first request:\n${said}`);
  child.kill('SIGKILL');
  await ended;
  const document = Number(/^d(\d+)/.exec(id)?.[1]);
  if (!(document >= from)) throw new Error(`The first request is ${id}, but ${from} outcomes were settled.`);
  return ms;
}

/** Milliseconds to read a file up to a row, and that row. */
async function readingUpTo(input: string, file: number, row: number): Promise<number> {
  const open = (await findInputFiles([input], process.cwd()))[file];
  if (open === undefined) throw new Error(`There is no file ${file}.`);
  const options = { textColumn: 'text', idColumn: 'id', metadata: 'drop' as const, fromRow: row };
  const begun = performance.now();
  for await (const _ of readFile(open, file, options)) break;
  return performance.now() - begun;
}

async function times(measure: () => Promise<number>): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < rounds; round++) found.push(await measure());
  return median(found);
}

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);
const server = new SilentServer();
try {
  const endpoint = await server.listen();
  await inTemporaryFolder(async (folder) => {
    const documents = outcomes + perFile;
    const corpus = { documents, perFile, characters: CHARACTERS };
    const input = await writeSmallCorpus(join(folder, 'corpus'), corpus);
    const [fresh, resumed] = [join(folder, 'fresh'), join(folder, 'resumed')];
    const flags = (out: string): string[] => [
      '--quiet',
      ...Object.entries({
        progress: 'none',
        concurrency: '64',
        strategy: SMALL_STRATEGY,
        endpoint,
        input,
        out,
      }).flatMap(([name, value]) => [`--${name}`, value]),
    ];
    const freshMs = await times(async () => {
      await rm(fresh, { recursive: true, force: true });
      return firstRequest(server, flags(fresh), 0);
    });
    const begun = performance.now();
    const settled = await interruptAfter(outcomes + Math.floor(perFile / 2), input, resumed);
    process.stderr.write(`${settled} outcomes made in ${((performance.now() - begun) / 1_000).toFixed(0)} s\n`);
    const ledgerFiles = (await readdir(resumed)).filter((name) => name.startsWith('ledger.sqlite'));
    const sizes = await Promise.all(ledgerFiles.map(async (name) => (await stat(join(resumed, name))).size));
    const ledger = sizes.reduce((sum, size) => sum + size, 0);
    const resumedMs = await times(() => firstRequest(server, flags(resumed), settled));
    const row = settled % perFile;
    const readingMs = await times(() => readingUpTo(input, Math.floor(settled / perFile), row));
    const ms = (value: number): string => value.toFixed(0);
    printTable([
      ['outcomes behind', 'ledger MB', 'ms to first request', 'more than fresh', 'ms to read to the row', 'row'],
      ['0', '', ms(freshMs), '', '', ''],
      [
        settled.toLocaleString('en'),
        megabytes(ledger),
        ms(resumedMs),
        ms(resumedMs - freshMs),
        ms(readingMs),
        row.toLocaleString('en'),
      ],
    ]);
  });
} finally {
  server.close();
}
