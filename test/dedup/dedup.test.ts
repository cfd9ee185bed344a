import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dedup, type DedupOptions, type DedupStep } from '../../src/dedup/dedup.ts';
import { findSources } from '../../src/external/sources.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-dedup-job-'));
  const rows = Array.from({ length: 40 }, (_, n) => ({ id: `r${n}`, text: `text number ${n % 30} of them all`, n }));
  await writeFile(join(cwd, 'rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** Runs a job, stopped when it comes to a step; returns the steps that it came to. */
async function job(out: string, options: Partial<DedupOptions> = {}, stopAt?: DedupStep): Promise<DedupStep[]> {
  const steps: DedupStep[] = [];
  const stop = new AbortController();
  const all: DedupOptions = {
    out: join(cwd, out),
    by: undefined,
    minSimilarity: 0.5,
    contamination: [],
    textColumn: 'text',
    idColumn: 'id',
    format: 'jsonl',
    shardRecords: 10,
    threads: 1,
    ...options,
  };
  const onProgress = (step: DedupStep): void => {
    steps.push(step);
    if (step === stopAt) stop.abort(new Error('stopped by the test'));
  };
  const hooks = { signal: stop.signal, now: () => new Date(0), onProgress, onSkipped: () => {} };
  const done = dedup(await findSources([], ['*.jsonl'], cwd), all, hooks);
  await (stopAt === undefined ? done : expect(done).rejects.toThrow('stopped by the test'));
  return steps;
}

async function contents(out: string): Promise<Record<string, string>> {
  const paths = (await readdir(join(cwd, out), { recursive: true })).toSorted();
  const files = paths.filter((path) => path.includes('.json'));
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, await readFile(join(cwd, out, path), 'utf8')] as const)),
  );
}

describe('a job that was stopped', () => {
  it('goes on behind the first pass, and makes the same folder', async () => {
    await job('whole');
    expect(await job('out', {}, 'joining')).toEqual(['signing', 'joining']);
    expect(await job('out', {}, 'writing')).toEqual(['signed', 'joining', 'writing']);
    // What one that was killed in the middle of writing leaves.
    await mkdir(join(cwd, '.out.dedup/shards'), { recursive: true });
    await writeFile(join(cwd, '.out.dedup/shards/part-00009.jsonl'), 'half');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
    expect(await job('out')).toEqual(['signed', 'joining', 'writing']);
    expect(await contents('out')).toEqual(await contents('whole'));
    expect((await readdir(cwd)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('begins anew when it was stopped in the first pass, and leaves nothing', async () => {
    await job('out', {}, 'signing');
    expect((await readdir(cwd)).toSorted()).toEqual(['rows.jsonl']);
    expect(await job('out')).toEqual(['signing', 'joining', 'writing']);
  });

  it.each<[string, Partial<DedupOptions>]>([
    ['chooses by another field', { by: 'n' }],
    ['needs no sketches', { minSimilarity: undefined }],
    ['reads another column as id', { idColumn: 'n' }],
  ])('signs again when it %s', async (_, options) => {
    await job('out', {}, 'writing');
    expect(await job('out', options)).toEqual(['signing', 'joining', 'writing']);
  });

  it('signs again when its input has changed, and sees what is new', async () => {
    await job('out', {}, 'writing');
    await appendFile(join(cwd, 'rows.jsonl'), '{"id":"new","text":"something else that nobody has said"}\n');
    expect(await job('out')).toEqual(['signing', 'joining', 'writing']);
    expect(Object.values(await contents('out')).join('')).toContain('"id":"new"');
  });
});
