import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { prepareJob } from '../../src/run/job.ts';
import type { OpenBackend } from '../../src/run/open-backend.ts';
import type { Progress } from '../../src/run/progress.ts';
import { RUN_EVENTS, type RunEventKind } from '../../src/run/run-events.ts';
import { type RunHooks, type RunResult, run } from '../../src/run/run.ts';
import type { RunSnapshot } from '../../src/run/snapshot.ts';
import { readStatus } from '../../src/run/status.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';
import { bugs, completed, documents, type ModelOptions, scriptedModel, shout, workspace } from './harness.ts';

type Line = Record<string, unknown> & { kind: RunEventKind; time: string };

/** Every event of a run directory, each as its kind says. */
async function eventsOf(directory: string): Promise<Line[]> {
  const text = await readFile(join(directory, 'events.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { time, kind, ...fields } = JSON.parse(line) as Line;
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(RUN_EVENTS[kind]?.fields.safeParse(fields).error, line).toBeUndefined();
      return { time, kind, ...fields };
    });
}

interface Setting {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly model?: () => Promise<OpenBackend>;
  readonly hooks?: Partial<RunHooks>;
}

/** Runs in a workspace's folder with hooks of the test's own. */
async function runIn(cwd: string, { flags, model = scriptedModel(), hooks }: Setting = {}): Promise<RunResult> {
  const { options } = await resolveOptions(
    {
      strategy: 'a',
      input: [join(cwd, '*.jsonl')],
      endpoint: ['http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1'],
      format: 'jsonl',
      out: join(cwd, 'run'),
      ...flags,
    },
    undefined,
    cwd,
  );
  const job = await prepareJob(options, { cwd, env: { OPENAI_API_KEY: 'sk-very-secret' }, now: new Date(0) });
  return run(job, {
    stop: new AbortController().signal,
    onEvent() {},
    onBegin() {},
    onBug() {},
    now: () => Date.now(),
    openBackend: model,
    ...hooks,
  });
}

const place = (count = 40) => workspace({ input: { 'x.jsonl': documents(count) }, strategies: { a: '' } });

/** A model that stops the run after so many answers. */
function stopping(after: number, options: ModelOptions = {}) {
  const stop = new AbortController();
  let answers = 0;
  const model = scriptedModel({
    ...options,
    concurrency: 4,
    onPrompt: () => {
      answers += 1;
      if (answers === after) stop.abort(new Error('stopped by the test'));
    },
  });
  return { model, hooks: { stop: stop.signal } };
}

afterEach(() => void vi.restoreAllMocks());

describe('events.jsonl', () => {
  it('tells a run that was interrupted, killed in the middle of a line and resumed', async () => {
    const { cwd, out } = await place();
    const directory = out('run');
    const flags = { shard_records: 10, gpu_hour_price: 1, gpus_per_endpoint: 4 };
    expect((await runIn(cwd, { flags, ...stopping(20) })).end).toBe('stopped');
    const stopped = (await eventsOf(directory)).at(-1);
    await appendFile(join(directory, 'events.jsonl'), '{"time":"2026-01-01T00:00');
    expect((await runIn(cwd, { flags })).end).toBe('complete');

    const events = await eventsOf(directory);
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'process.stalled');
    const first = kinds.indexOf('run.resumed');
    expect(kinds[0]).toBe('run.begun');
    expect(kinds.slice(0, first).at(-1)).toBe('run.interrupted');
    expect(kinds.at(-1)).toBe('run.complete');
    expect(kinds.filter((kind) => kind === 'shard.sealed')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'shard.frozen')).toHaveLength(4);
    const [begun, resumed] = [events[0], events.find(({ kind }) => kind === 'run.resumed')];
    expect(begun).toMatchObject({ pid: process.pid, tasks: 0, strategies: ['a'], backend: 'openai' });
    expect(begun?.['endpoints']).toEqual(['http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1']);
    expect(resumed).toMatchObject({ settings: begun?.['settings'], tasks: stopped?.['tasks'] });
    expect(stopped?.['tasks']).toBeGreaterThanOrEqual(16);
    expect(events.at(-1)).toMatchObject({ tasks: 40, accepted: 40, rejected: 0, failed: 0 });
    const sealed = events.filter(({ kind }) => kind === 'shard.sealed');
    const { shards } = await completed(directory);
    expect(sealed.map(({ path, records, bytes }) => ({ path, records, bytes }))).toEqual(
      shards.map(({ path, records, bytes }) => ({ path, records, bytes })),
    );
    expect(await readFile(join(directory, 'events.jsonl'), 'utf8')).not.toContain('sk-very-secret');
  });

  it('is not touched by a run that was complete already', async () => {
    const { cwd, out } = await place(3);
    await runIn(cwd);
    const before = await readFile(join(out('run'), 'events.jsonl'), 'utf8');
    const { end, last } = await runIn(cwd);
    expect({ end, last }).toEqual({ end: 'already', last: undefined });
    expect(await readFile(join(out('run'), 'events.jsonl'), 'utf8')).toBe(before);
  });

  it('tells of retries in sum, of pauses, and of the servers that answered', async () => {
    const { cwd, out } = await place(5);
    const open = scriptedModel();
    const seen: string[] = [];
    const hooks: Partial<RunHooks> = {
      onEvent: ({ kind }) => seen.push(kind),
      openBackend: async (_job, onEvent) => {
        const endpoint = 'http://127.0.0.1:1/v1';
        onEvent({ kind: 'connected', server: { endpoint, model: 'm', engine: 'vllm' } });
        onEvent({ kind: 'absent', endpoint, detail: 'no' });
        onEvent({ kind: 'breaker', endpoint, state: 'open', detail: 'no' });
        onEvent({ kind: 'paused', model: 'm', detail: 'no' });
        const fault = { fault: 'auth', detail: 'sk-very-secret is wrong', attempt: 1, delayMs: 1 } as const;
        for (const requestId of ['r1', 'r2']) onEvent({ kind: 'retry', endpoint, requestId, ...fault });
        return open();
      },
    };
    await runIn(cwd, { hooks });
    const events = await eventsOf(out('run'));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['endpoint.connected', 'endpoint.absent', 'endpoint.breaker', 'model.paused']),
    );
    expect(events.find(({ kind }) => kind === 'request.retries')).toMatchObject({
      count: 2,
      fault: 'auth',
      request: 'r1',
      detail: '[key] is wrong',
    });
    expect(seen).toEqual(['connected', 'absent', 'breaker', 'paused', 'retry', 'retry']);
  });

  it('tells epochs, second tries, the budget and bugs', async () => {
    const mix = 'name: mix\nsummary: Test.\nstrategies: {a: 0.5, b: 0.5}\nbalance: tokens\n';
    const { cwd, out } = await workspace({
      input: { 'x.jsonl': documents(30) },
      strategies: { a: '', b: '' },
      mix,
    });
    const model = scriptedModel({
      script: (prompt, attempt) => {
        if (prompt.requestId.startsWith('d3/')) throw new TypeError('oh');
        return prompt.requestId.startsWith('d4/') && attempt === 1 ? { reason: 'endpoint.timeout' } : shout(prompt);
      },
    });
    await runIn(cwd, { flags: { strategy: 'mix' }, model });
    const events = await eventsOf(out('run'));
    const find = (kind: RunEventKind) => events.find((event) => event.kind === kind);
    expect(find('epoch.weights')).toMatchObject({ epoch: 0, first_document: 0, weights: { a: 0.5, b: 0.5 } });
    expect(find('second_tries.begun')).toMatchObject({ tasks: 1 });
    expect(find('bug')).toMatchObject({ stack: expect.stringContaining('TypeError: oh') as string });
    expect(find('budget.reached')).toBeUndefined();

    await runIn(cwd, { flags: { strategy: 'mix', out: out('budget'), budget_tokens: 100 } });
    const budget = (await eventsOf(out('budget'))).filter(({ kind }) => kind === 'budget.reached');
    expect(budget).toMatchObject([{ budget_tokens: 100 }]);
    expect(budget[0]?.['accepted_tokens']).toBeGreaterThanOrEqual(100);
  });

  it('tells why a run failed: a gate, an error for a person, or a bug', async () => {
    const { cwd, out } = await place(1_200);
    const gate = scriptedModel({ script: () => ({ reason: 'endpoint.timeout' }), concurrency: 64 });
    await expect(runIn(cwd, { model: gate })).rejects.toThrow('More than half');
    expect((await eventsOf(out('run'))).slice(-2)).toMatchObject([
      { kind: 'gate.tripped', detail: expect.stringContaining('More than half') as string },
      { kind: 'run.failed', code: 'gate' },
    ]);
    const broken = () => Promise.reject(new TypeError('a bug in connecting'));
    await expect(runIn(cwd, { model: broken, flags: { out: out('bug') } })).rejects.toThrow('a bug');
    expect((await eventsOf(out('bug'))).map(({ kind }) => kind)).toEqual(['run.begun', 'bug', 'run.failed']);
    expect((await readStatus(out('run'))).state).toBe('failed');
  });

  it('that cannot be written stops no run, and is told', async () => {
    const { cwd, out } = await place(10);
    await mkdir(join(out('run'), 'events.jsonl'), { recursive: true });
    const troubles: string[] = [];
    const { end, last } = await runIn(cwd, { hooks: { onTrouble: (sentence) => troubles.push(sentence) } });
    expect(end).toBe('complete');
    expect(troubles).toHaveLength(1);
    expect(last?.process.events_lost).toBeGreaterThan(0);
  });
});

describe('the account of time and cost', () => {
  it('adds up over the processes of a run, and stands in manifest, status and result alike', async () => {
    const { cwd, out } = await place();
    const flags = { gpu_hour_price: 3_600, gpus_per_endpoint: 4 };
    let uptime = 1e6;
    const hooks = { uptime: () => (uptime += 10) };
    const { model, hooks: stop } = stopping(20);
    const first = await runIn(cwd, { flags, model, hooks: { ...hooks, ...stop } });
    const second = await runIn(cwd, { flags, hooks });
    const status = await readStatus(out('run'));
    const { cost } = await completed(out('run'));
    expect(first.last?.time.seconds).toBeGreaterThan(0);
    expect(second.last?.time.seconds).toBeGreaterThan(first.last?.time.seconds ?? 0);
    // Two endpoints of four GPUs each, at a unit a second.
    expect(cost?.total).toBeCloseTo(8 * (second.last?.time.seconds ?? 0), 1);
    expect(cost?.gpu_hours).toBeCloseTo((cost?.total ?? 0) / 3_600);
    expect(cost).toEqual(second.last?.cost);
    expect(status.cost).toEqual(cost);
    const { accepted_tokens: accepted } = status;
    expect(cost?.per_million_accepted_tokens).toBeCloseTo(((cost?.total ?? 0) / accepted) * 1e6);
    const own = Object.values(cost?.strategies ?? {}).reduce((sum, { total }) => sum + total, 0);
    expect(own).toBeCloseTo(cost?.total ?? 0);
  });

  it('begins at nothing for a run whose ledger is from before time was kept account of', async () => {
    const { cwd, out } = await place();
    await runIn(cwd, stopping(20));
    const ledger = Ledger.open(join(out('run'), 'ledger.sqlite'));
    const { activity, ...before } = JSON.parse(ledger.checkpoints.state('progress') ?? '') as Progress;
    ledger.transaction(() => ledger.checkpoints.setState('progress', JSON.stringify(before)));
    ledger.close();
    expect(activity).toBeDefined();
    const { end, last } = await runIn(cwd);
    expect(end).toBe('complete');
    expect(last?.tasks.accepted).toBe(40);
    expect(last?.time.seconds).toBeGreaterThan(0);
  });

  it('is null in manifest and status where there is no price', async () => {
    const { cwd, out } = await place(3);
    const { last } = await runIn(cwd);
    expect(last?.cost).toBeNull();
    expect(await completed(out('run'))).toHaveProperty('cost', null);
  });
});

describe('a clock that jumps', () => {
  it('makes nothing negative and stops nothing', async () => {
    const { cwd, out } = await place(60);
    let wall = Date.parse('2026-06-01T12:00:00Z');
    const jump = () => (wall -= 3_600_000);
    vi.spyOn(Date, 'now').mockImplementation(jump);
    const seen: RunSnapshot[] = [];
    let look: () => RunSnapshot = () => {
      throw new Error('not begun');
    };
    const model = scriptedModel({ onPrompt: () => seen.push(look()), delay: () => 5 });
    const result = await runIn(cwd, {
      flags: { limit: 50, gpu_hour_price: 1, price_in: 1 },
      model,
      hooks: { now: jump, onBegin: ({ snapshot }) => (look = snapshot) },
    });
    expect(result.elapsedMs).toBeGreaterThan(0);
    expect(seen.length).toBe(50);
    for (const snapshot of [...seen, result.last]) {
      for (const value of numbersIn(snapshot)) expect(value).toBeGreaterThanOrEqual(0);
    }
    const { started_at: started, finished_at: finished } = await completed(out('run'));
    expect(Date.parse(finished)).toBeGreaterThanOrEqual(Date.parse(started));
    for (const event of await eventsOf(out('run'))) {
      for (const value of numbersIn(event)) expect(value).toBeGreaterThanOrEqual(0);
    }
  });
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

describe('a snapshot', () => {
  it('has tallies by strategy, and what is known of servers from their metrics', async () => {
    const { cwd } = await place(12);
    const endpoint = {
      model: 'm',
      state: 'closed',
      held: false,
      in_flight: 1,
      capacity: 2,
      succeeded: 6,
      failed: 0,
      prompt_tokens: 1,
      completion_tokens: 1,
      kv_cache_use: 0.5,
      last_error: null,
      running: 3,
      preemptions: 0,
    };
    const model = async () => ({
      ...(await scriptedModel()()),
      status: () => [
        { ...endpoint, url: 'a', waiting: 2, prefix_queries: 300, prefix_hits: 270 },
        { ...endpoint, url: 'b', waiting: 5, prefix_queries: 100, prefix_hits: 10 },
        { ...endpoint, url: 'c', waiting: null, prefix_queries: null, prefix_hits: null },
      ],
    });
    const { last } = await runIn(cwd, { model });
    expect(last).toMatchObject({ waiting: 7, prefix_hit_rate: 0.7, state: 'complete', share_done: 1 });
    expect(last?.strategies).toMatchObject({ a: { planned: 12, accepted: 12, failed: 0 } });
    expect(last?.time.requests).toBe(18);
    expect(last?.process.commits).toBeGreaterThan(0);
    expect(last?.process.shards_sealed).toBe(1);
    expect(bugs).toEqual([]);
  });
});

describe('the account of time', () => {
  it('counts what a process waited for its servers, although nothing was ever settled', async () => {
    const { cwd } = await place();
    let uptime = 0;
    const gone = () => {
      uptime += 3_000;
      return Promise.reject(new RewriteError('outage', 'nobody answers'));
    };
    for (const _ of [1, 2]) {
      await expect(runIn(cwd, { model: gone, hooks: { uptime: () => uptime } })).rejects.toThrow('nobody answers');
    }
    const ends = (await eventsOf(join(cwd, 'run'))).filter(({ kind }) => kind === 'run.failed');
    expect(ends.map(({ seconds }) => seconds)).toEqual([3, 6]);
  });

  it('tells how far the run is, seconds apart, so that its course can be drawn', async () => {
    const { cwd } = await place();
    let uptime = 0;
    await runIn(cwd, {
      model: scriptedModel({ delay: () => 10 }),
      hooks: { uptime: () => (uptime += 2_000) },
    });
    const events = await eventsOf(join(cwd, 'run'));
    const told = events.filter(({ kind }) => kind === 'run.totals').map(({ seconds }) => Number(seconds));
    expect(told.length).toBeGreaterThan(1);
    expect(told.every((seconds, at) => seconds - (told[at - 1] ?? 0) >= 5)).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: 'run.complete' });
  });
});
