import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type * as Main from '../../src/cli/main.ts';
import { call } from '../cli/call.ts';

/** The tool as it is built here, or another build of it. */
const BIN = process.env['REWRITE_BIN'] ?? fileURLToPath(new URL('../../bin/rewrite.js', import.meta.url));

if (!existsSync(join(dirname(BIN), '../dist/cli/main.js'))) {
  throw new Error(
    'dist/ is missing: these tests run the built tool. `npm test` builds it; else `npm run build` first.',
  );
}

/** The documents that come with the tool. */
export const SEEDS = fileURLToPath(new URL('../../data/seeds/*.jsonl.gz', import.meta.url));

/** How a command ended and what it said. */
export interface Ended {
  /** Null when a signal killed it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly ended: Promise<Ended>;
  /** What standard error, or standard output, holds by now. */
  stderr(): string;
  stdout(): string;
  kill(signal: NodeJS.Signals): void;
  /** Closes the reading end of its standard output. */
  closeOutput(): void;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sent to standard input, which then ends; without it standard input is empty. */
  readonly stdin?: string;
  /** A shell's limit on the size of files that the command writes, in units of 1,024 bytes. */
  readonly largestFile?: number;
  /** A shell's limit on the files and connections that the command has open. */
  readonly openFiles?: number;
}

/** Starts the real `bin/rewrite.js` as a process of its own; it goes with the test. */
export function start(
  args: readonly string[],
  { cwd, env = {}, stdin, largestFile, openFiles }: CommandOptions = {},
): Started {
  const { OPENAI_BASE_URL: _, OPENAI_API_KEY: __, ...inherited } = process.env;
  const limits = [
    ...(largestFile === undefined ? [] : [`ulimit -f ${largestFile}; `]),
    ...(openFiles === undefined ? [] : [`ulimit -n ${openFiles}; `]),
  ];
  const limited = ['-c', `${limits.join('')}exec "$@"`, 'bash', process.execPath, BIN, ...args];
  const child: ChildProcess =
    limits.length === 0
      ? spawn(process.execPath, [BIN, ...args], { cwd, env: { ...inherited, ...env } })
      : spawn('bash', limited, { cwd, env: { ...inherited, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that ends before it has read all of its input closes the pipe.
  child.stdin?.on('error', () => {});
  child.stdin?.end(stdin ?? '');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal) => {
      child.kill(signal);
    },
    closeOutput: () => {
      child.stdout?.destroy();
    },
  };
}

/**
 * Runs a command to its end: the built one, in this process. What needs a process of its own (standard input, limits,
 * another build) gets one.
 */
export async function rewrite(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { stdin, largestFile, openFiles } = options;
  const apart = [stdin, largestFile, openFiles, process.env['REWRITE_BIN']].some((value) => value !== undefined);
  if (apart) return start(args, options).ended;
  const { main } = (await import(pathToFileURL(join(dirname(BIN), '../dist/cli/main.js')).href)) as typeof Main;
  return call(main, args, options);
}

/** Runs a command that must succeed, and returns its standard output. Throws what it said when it does not. */
export async function succeed(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await rewrite(args, options);
  if (code !== 0) throw new Error(`rewrite ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}

/** Waits until something holds; the test's own time limit ends it when it never does. */
export async function until(holds: () => boolean | Promise<boolean>, everyMs = 20): Promise<void> {
  while (!(await holds())) await sleep(everyMs);
}

/** A `rewrite simulate` of its own. */
export interface SimulatorProcess {
  /** Base URL ending in `/v1`. */
  readonly endpoint: string;
  /** Prompt tokens of all requests so far: how far a run has come. */
  promptTokens(): Promise<number>;
  readonly process: Started;
}

export async function startSimulator(args: readonly string[] = []): Promise<SimulatorProcess> {
  const simulator = start(['simulate', ...args]);
  const address = () => /Listening at (http\S+)\/v1/.exec(simulator.stdout())?.[1];
  await Promise.race([
    until(() => address() !== undefined),
    simulator.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  return {
    endpoint: `${address()}/v1`,
    async promptTokens() {
      const metrics = await (await fetch(`${address()}/metrics`)).text();
      return Number(/^vllm:prompt_tokens_total\{[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
    },
    process: simulator,
  };
}

/** What a test's own server answers: a status and a body, or nothing at all. */
export type Reply = { readonly status: number; readonly body: unknown } | 'hang';

/** A server in this process that keeps every completion request it gets. */
export interface RecordingServer {
  readonly endpoint: string;
  /** Bodies of the completion requests, parsed. */
  readonly requests: { readonly messages?: readonly { role: string; content: string }[]; readonly prompt?: string }[];
  /** Most requests that were open at a time. */
  mostOpen(): number;
}

/** Serves one model called `tested`; `reply` decides about each completion request. */
export async function startServer(reply: (body: string) => Reply, delayMs = 0): Promise<RecordingServer> {
  const requests: RecordingServer['requests'] = [];
  let open = 0;
  let most = 0;
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      if (request.method === 'GET') {
        const models = { object: 'list', data: [{ id: 'tested', object: 'model', max_model_len: 32_768 }] };
        response.writeHead(request.url === '/v1/models' ? 200 : 404, { 'content-type': 'application/json' });
        response.end(request.url === '/v1/models' ? JSON.stringify(models) : '{}');
        return;
      }
      requests.push(JSON.parse(body) as RecordingServer['requests'][number]);
      open += 1;
      most = Math.max(most, open);
      const answer = reply(body);
      if (answer === 'hang') return;
      await sleep(delayMs);
      open -= 1;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { endpoint: `http://127.0.0.1:${port}/v1`, requests, mostOpen: () => most };
}

/** A chat completion that says this. */
export function completion(text: string): Reply {
  return {
    status: 200,
    body: {
      id: 'c',
      object: 'chat.completion',
      created: 0,
      model: 'tested',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
    },
  };
}

/** Writes the strategy `plain` into a folder's `strategies`: takes any document, accepts any finished answer. */
export async function addPlainStrategy(cwd: string, more = ''): Promise<void> {
  await mkdir(join(cwd, 'strategies'), { recursive: true });
  await writeFile(
    join(cwd, 'plain.md'),
    '---\nname: plain\n---\n<document>\n{{ document }}\n</document>\n\nRewrite it.\n',
  );
  const lines = ['name: plain', 'summary: A test.', 'prompt: ../plain.md', 'validation: [finish]', more];
  await writeFile(join(cwd, 'strategies', 'plain.yaml'), `${lines.join('\n')}\n`);
}

/** Writes JSON lines. */
export async function writeRows(path: string, rows: readonly object[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
