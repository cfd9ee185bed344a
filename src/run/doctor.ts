import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readShard } from '../emission/read-shard.ts';
import { writeShard } from '../emission/write-shard.ts';
import { estimateTokens } from '../text/tokens.ts';
import { zstdSupport } from '../text/zstd.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Backend } from '../vocabulary/backend.ts';
import { MEANING_CHECKS, type MeaningCheck } from '../vocabulary/meaning.ts';
import type { AcceptedRecord } from '../vocabulary/outcome.ts';
import { tryCheck } from './doctor-meaning.ts';
import type { Job } from './job.ts';
import type { MeaningJob } from './meaning-job.ts';
import { openBackend } from './open-backend.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly level: 'good' | 'warning' | 'bad';
  readonly detail: string;
}

/** What models are asked about. */
const SENTENCE = 'Water boils at 100 degrees Celsius at sea level.';
/** Free bytes below which a night's run is at risk. */
const LITTLE_SPACE = 5e9;

/** Looks at everything a run of this job would need, and tries it where it can. Never throws for what it finds. */
export async function diagnose(job: Job, nodeVersion: string): Promise<Finding[]> {
  const findings: Finding[] = [{ name: 'Node', level: 'good', detail: nodeVersion }];
  findings.push(await look('disk', () => disk(job.out)));
  findings.push(await look('ledger', ledger));
  findings.push(await look('Parquet', parquet));
  findings.push(await look('zstd', zstd));
  findings.push({
    name: 'strategies',
    level: 'good',
    detail: `${job.mix.name}: ${job.mix.entries.map(({ strategy }) => strategy.name).join(', ')}`,
  });
  if (job.backend === 'extractive') {
    findings.push({
      name: 'model',
      level: 'good',
      detail: 'none asked for: the built-in rules (give --endpoint to check a server)',
    });
  } else findings.push(await look('model', () => model(job)));
  const { meaning } = job;
  for (const check of MEANING_CHECKS) {
    if (meaning?.[check] !== undefined) findings.push(await look(check, () => checkOfMeaning(check, meaning, job)));
  }
  return findings;
}

type Result = Omit<Finding, 'name'>;

async function look(name: string, check: () => Promise<Result>): Promise<Finding> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return { name, level: 'bad', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function disk(out: string): Promise<Result> {
  let folder = out;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${(free / 1e9).toFixed(1)} GB free at ${folder}`;
  return free < LITTLE_SPACE
    ? { level: 'warning', detail: `${detail}; a night's run may need more` }
    : { level: 'good', detail };
}

async function ledger(): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    Ledger.open(join(folder, 'ledger.sqlite')).close();
    return { level: 'good', detail: 'SQLite opens, locks and commits' };
  });
}

async function parquet(): Promise<Result> {
  return inTemporaryFolder(async (folder) => {
    const record = sampleRecord();
    async function* records(): AsyncGenerator<string[]> {
      yield [JSON.stringify(record)];
    }
    const written = await writeShard({ directory: folder, name: 'check', format: 'parquet', records: records() });
    for await (const read of readShard(join(folder, 'check.parquet'))) {
      if (read['text'] !== record.text) return { level: 'bad', detail: 'a record did not come back as it was written' };
    }
    return { level: 'good', detail: `reads and writes (${written.bytes} bytes for one record)` };
  });
}

async function zstd(): Promise<Result> {
  const support = await zstdSupport();
  if (support === undefined) {
    return {
      level: 'warning',
      detail: 'missing: .zst files need Node 22.15 or newer, or the zstd program (apt-get install zstd)',
    };
  }
  return { level: 'good', detail: support === 'node' ? 'built into Node' : 'by the zstd program' };
}

/** Connects, and asks for one short answer. */
async function model(job: Job): Promise<Result> {
  const server = await openBackend(job, () => {}, new AbortController().signal);
  try {
    const answer = await ask(server.backend, Object.keys(job.models)[0] ?? 'default');
    const served = Object.values(server.modelNames).join(', ');
    return { level: answer.level, detail: `${served} at ${server.endpoints.join(', ')}: ${answer.detail}` };
  } finally {
    await server.close();
  }
}

/** Connects to the model of a check, and has it look at one sentence beside itself. */
async function checkOfMeaning(check: MeaningCheck, meaning: MeaningJob, { options }: Job): Promise<Result> {
  const { served, score, detail } = await tryCheck(check, meaning, options, SENTENCE);
  if (score === undefined) return { level: 'bad', detail: `${served}: no verdict: ${detail}` };
  return { level: 'good', detail: `${served}: scores ${score.toFixed(2)} for a text beside itself (${detail})` };
}

async function ask(backend: Backend, name: string): Promise<Result> {
  const source = SENTENCE;
  const user = `<document>\n${source}\n</document>\n\nRepeat the document.`;
  const prompt = {
    requestId: 'doctor/summary/0/0',
    model: name,
    endpoint: 'chat' as const,
    layout: { template: 'joined', bos: false } as const,
    system: undefined,
    user,
    fields: { max_tokens: 32, temperature: 0 },
    affinity: 'doctor',
    brief: { strategy: 'summary', source, firstLine: 0, title: '', language: 'en', variables: {} },
  };
  const generation = await backend.generate(prompt, AbortSignal.timeout(60_000));
  if (generation.kind === 'failure') return { level: 'bad', detail: `${generation.reason}: ${generation.detail}` };
  const estimated = estimateTokens(user);
  const counted = generation.usage.promptTokens;
  return {
    level: 'good',
    detail: `answered (${generation.finishReason}); it counts ${counted} prompt tokens where we estimate ${estimated} and the chat template`,
  };
}

async function inTemporaryFolder(check: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-doctor-'));
  try {
    return await check(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sampleRecord(): AcceptedRecord {
  return {
    id: 'doctor/summary/0',
    text: 'Zwölf Boxkämpfer 漢字',
    source_id: 'doctor',
    strategy: 'summary',
    prompt: 'summary@000000000000',
    model: 'none',
    task_sha: '0000000000000000',
    token_count: 1,
    generated_tokens: 1,
    usage: { prompt_tokens: 0, completion_tokens: 0 },
    chunk: null,
    variables: {},
    finish_reason: 'stop',
    attempts: 1,
    cleaned: [],
    program: null,
    validation: {},
    metadata: {},
  };
}
