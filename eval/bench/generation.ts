/**
 * What a request costs this process, beside a bare `Pool.request` with `JSON.parse`: `npx tsx eval/bench/generation.ts`.
 * The server is a process of its own that answers at once; both loops run in turns, five times, and the best counts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { chooseEndpoint } from '../../src/generation/choose.ts';
import { connect } from '../../src/generation/client.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { millisecondsOf, printTable } from './measure.ts';

const CONCURRENCY = 256;
const REQUESTS = 20_000;
const ROUNDS = 5;
/** Bytes of a document and of an answer. */
const DOCUMENT = 'A sentence of the document, of which there are some. '.repeat(40);
const COMPLETION = JSON.stringify({
  id: 'cmpl-1',
  object: 'chat.completion',
  model: 'tiny',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'A sentence of the answer. '.repeat(40) },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 480, completion_tokens: 240, total_tokens: 720 },
});

if (process.argv[2] === 'serve') serve();
else await measure();

function serve(): void {
  const models = JSON.stringify({ object: 'list', data: [{ id: 'tiny', owned_by: 'vllm', max_model_len: 8192 }] });
  const server = http.createServer((request, response) => {
    const body = request.method === 'POST' ? COMPLETION : models;
    request.resume().on('end', () => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
}

function promptOf(index: number): Prompt {
  return {
    requestId: `doc-${index}/qa/0/0`,
    model: 'default',
    endpoint: 'chat',
    layout: { template: 'joined', bos: false },
    system: 'You rewrite documents.',
    user: DOCUMENT,
    fields: { temperature: 0.7, top_p: 0.9, max_tokens: 512 },
    affinity: `doc-${index}/0`,
    brief: { strategy: 'qa', source: DOCUMENT, firstLine: 0, title: '', language: 'en', variables: {} },
  };
}

async function measure(): Promise<void> {
  const file = fileURLToPath(import.meta.url);
  const server = spawn(process.execPath, [...process.execArgv, file, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const origin = `http://127.0.0.1:${port.toString().trim()}`;
  const pool = new Pool(origin, { pipelining: 1 });
  const connected = await connect({
    models: {
      default: {
        endpoints: [`${origin}/v1`],
        model: undefined,
        api: undefined,
        chatTemplate: undefined,
        apiKey: undefined,
      },
    },
    waitMs: 0,
    requestTimeoutMs: 60_000,
    outageLimitMs: 60_000,
    seed: 0,
  });
  const { signal } = new AbortController();
  const bare = async (index: number): Promise<void> => {
    const { system, user, fields } = promptOf(index);
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ];
    const { body } = await pool.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, model: 'tiny', messages }),
    });
    JSON.parse(await body.text());
  };
  const ours = async (index: number): Promise<void> => {
    const answer = await connected.backend.generate(promptOf(index), signal);
    if (answer.kind === 'failure') throw new Error(answer.detail);
  };

  const costs = { bare: [] as Cost[], ours: [] as Cost[] };
  for (let round = 0; round < ROUNDS; round++) {
    costs.bare.push(await costOf(bare));
    costs.ours.push(await costOf(ours));
  }
  const best = (all: readonly Cost[]): Cost => all.reduce((one, other) => (other.cpu < one.cpu ? other : one));
  const [floor, own] = [best(costs.bare), best(costs.ours)];
  printTable([
    [`${CONCURRENCY} at a time`, 'CPU µs a request', 'requests/s'],
    ['Pool.request, JSON.parse', floor.cpu.toFixed(1), floor.rate.toFixed(0)],
    ['backend.generate', own.cpu.toFixed(1), own.rate.toFixed(0)],
    ['difference', (own.cpu - floor.cpu).toFixed(1), ''],
    ['chooseEndpoint of 64', (1_000 * millisecondsOf(chooseAmong(64))).toFixed(2), ''],
  ]);
  await pool.close();
  await connected.backend.close();
  server.kill();
}

/** CPU microseconds of this process per request, and requests a second. */
interface Cost {
  readonly cpu: number;
  readonly rate: number;
}

async function costOf(send: (index: number) => Promise<void>): Promise<Cost> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < REQUESTS) await send(next++);
  };
  const cpu = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / REQUESTS, rate: REQUESTS / seconds };
}

function chooseAmong(count: number): () => void {
  const endpoints = Array.from({ length: count }, (_, index) => ({
    hash: Math.imul(index + 1, 0x9e37_79b1) >>> 0,
    inFlight: 250,
    speed: 0,
    capacity: 276,
    admits: true,
  }));
  let request = 0;
  return () => void chooseEndpoint(endpoints, (request += 7_919));
}
