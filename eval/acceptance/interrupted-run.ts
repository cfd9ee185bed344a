/**
 * Runs documents of a corpus through `rewrite simulate` over HTTP twice: once in peace, once interrupted by SIGINT,
 * then by SIGKILL, then resumed. Prints what it compared; exit 1 when anything differs.
 *
 *     npm run build && npx tsx eval/acceptance/interrupted-run.ts CORPUS.jsonl.gz --documents 500
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readShard } from '../../src/emission/read-shard.ts';
import { type Manifest, readManifest } from '../../src/run/manifest.ts';

const BIN = fileURLToPath(new URL('../../bin/rewrite.js', import.meta.url));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: '500' },
    strategy: { type: 'string', default: 'mix' },
    'latency-ms': { type: 'string', default: '100' },
  },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error('Name a corpus: interrupted-run.ts CORPUS [--documents 500]');

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly said: () => string;
}

function rewrite(args: readonly string[]): Process {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return { child, ended, said: () => said };
}

/** Ends this script when a command does not end as it should. */
async function expectEnd({ ended, said }: Process, code: number | null): Promise<void> {
  const found = await ended;
  if (found !== code) throw new Error(`exit ${found} instead of ${code}:\n${said()}`);
}

/** Tokens of all prompts that a simulator was sent: how far a run has come. */
async function promptTokens(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^vllm:prompt_tokens_total\{[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

/** Ends a run with a signal once the simulator was sent so many tokens. */
async function interrupt(run: Process, signal: NodeJS.Signals, address: string, tokens: number): Promise<void> {
  const over = run.ended.then(() => {
    throw new Error(`the run ended before it was interrupted:\n${run.said()}`);
  });
  const come = async (): Promise<void> => {
    while ((await promptTokens(address)) < tokens) await sleep(20);
  };
  await Promise.race([over, come()]);
  over.catch(() => {});
  run.child.kill(signal);
}

async function manifestOf(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) throw new Error(`${directory} is not complete`);
  return manifest;
}

/** Text by id of every accepted record. */
async function acceptedOf(directory: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { path } of (await manifestOf(directory)).shards) {
    for await (const record of readShard(join(directory, path)))
      texts.set(JSON.stringify(record['id']), JSON.stringify(record['text']));
  }
  return texts;
}

const folder = await mkdtemp(join(tmpdir(), 'rewrite-acceptance-'));
const simulator = rewrite(['simulate', '--latency-ms', values['latency-ms']]);
try {
  while (!simulator.said().includes('Listening at')) await sleep(20);
  const address = /Listening at (http\S+)\/v1/.exec(simulator.said())?.[1] ?? '';
  const command = (out: string): string[] => [
    ...`--strategy ${values.strategy} --limit ${values.documents} --concurrency 16 --shard-records 200`.split(' '),
    '--input',
    resolve(corpus),
    '--endpoint',
    `${address}/v1`,
    '--out',
    out,
  ];
  const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
  const print = (line: string): void => void process.stdout.write(`${line}\n`);

  await expectEnd(rewrite(command(whole)), 0);
  const needed = await promptTokens(address);
  print(`whole run       exit 0, ${needed} prompt tokens sent`);

  const first = rewrite(command(parts));
  await interrupt(first, 'SIGINT', address, 1.3 * needed);
  await expectEnd(first, 130);
  const afterFirst = await promptTokens(address);
  print(`SIGINT          exit 130 after ${Math.round((100 * (afterFirst - needed)) / needed)}% of the work`);

  const second = rewrite(command(parts));
  await interrupt(second, 'SIGKILL', address, 1.65 * needed);
  await expectEnd(second, null);
  const afterSecond = await promptTokens(address);
  print(`SIGKILL         after ${Math.round((100 * (afterSecond - needed)) / needed)}% of the work`);
  if (existsSync(join(parts, 'manifest.json'))) throw new Error('the killed run has a manifest');

  await expectEnd(rewrite(command(parts)), 0);
  const sentAgain = (await promptTokens(address)) - 2 * needed;
  print(`resumed         exit 0, ${sentAgain} prompt tokens (${((100 * sentAgain) / needed).toFixed(1)}%) sent again`);

  const [left, right] = [await acceptedOf(whole), await acceptedOf(parts)];
  const missing = [...left.keys()].filter((id) => !right.has(id));
  const extra = [...right.keys()].filter((id) => !left.has(id));
  const other = [...left].filter(([id, text]) => right.has(id) && right.get(id) !== text);
  print(`accepted ids    ${left.size} and ${right.size}: ${missing.length} missing, ${extra.length} extra`);
  print(`accepted texts  ${other.length} differ`);
  const shards = async (directory: string): Promise<string> =>
    JSON.stringify((await manifestOf(directory)).shards.map(({ path, sha256 }) => [path, sha256]));
  const same = (await shards(whole)) === (await shards(parts));
  print(`shard checksums ${same ? 'all the same' : 'differ'}`);
  const [{ tasks, strategies }, resumed] = [await manifestOf(whole), await manifestOf(parts)];
  const counts = JSON.stringify(tasks) === JSON.stringify(resumed.tasks);
  print(
    `tasks           ${JSON.stringify(tasks)}: ${counts ? 'the same' : `differ: ${JSON.stringify(resumed.tasks)}`}`,
  );
  print(`strategies      ${Object.keys(strategies).join(', ')}`);

  for (const directory of [whole, parts]) {
    const verify = rewrite(['verify', directory]);
    await expectEnd(verify, 0);
    print(`verify          ${verify.said().trim()}`);
  }
  if (missing.length + extra.length + other.length > 0 || !counts || !same) process.exitCode = 1;
} finally {
  simulator.child.kill('SIGINT');
  await simulator.ended;
  await rm(folder, { recursive: true, force: true });
}
