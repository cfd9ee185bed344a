import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, records, temporaryFolder } from '../run/harness.ts';
import { rewrite, start, succeed } from './harness.ts';

describe('rewrite --strategy mix, in a folder that holds nothing', () => {
  it('rewrites the seeds by at least six strategies, verifiably, once', async () => {
    const cwd = await temporaryFolder();
    const first = await rewrite(['--strategy', 'mix', '--out', 'out'], { cwd });
    expect(first.code).toBe(0);
    const manifest = await completed(join(cwd, 'out'));
    const accepted = await records(join(cwd, 'out'));
    expect(new Set(accepted.map(({ strategy }) => strategy)).size).toBeGreaterThanOrEqual(6);
    expect(new Set(accepted.map(({ model }) => model))).toEqual(new Set(['extractive']));
    expect(accepted.length).toBe(manifest.tasks.accepted);

    // The answer on standard output, everything else on standard error.
    expect(first.stdout).toMatch(/^Done in .*\n/);
    expect(first.stdout).toContain(`${manifest.tasks.accepted} accepted`);
    expect(first.stdout).toContain('No language model wrote this text');
    expect(first.stdout).toContain('rewrite verify out');
    for (const reason of Object.keys(manifest.reasons).slice(0, 3)) expect(first.stdout).toContain(reason);
    expect(first.stderr).toMatch(/input: 4 files, the seed documents.*\noutput: out\n/);
    expect(first.stderr).not.toContain('Done');

    expect(await succeed(['verify', 'out'], { cwd })).toContain('all as the manifest says');
    const second = await rewrite(['--strategy', 'mix', '--out', 'out'], { cwd });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('complete already');
    expect(await completed(join(cwd, 'out'))).toEqual(manifest);

    const status = await succeed(['status', 'out'], { cwd });
    expect(status).toMatch(/^state +complete/);
    expect(JSON.parse(await succeed(['status', 'out', '--json'], { cwd }))).toMatchObject({ state: 'complete' });
  });

  it('leaves a run directory with the agreed files and nothing else', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--limit', '5', '--out', 'out'], { cwd });
    expect((await readdir(join(cwd, 'out'))).sort()).toEqual([
      'config.json',
      'epochs.json',
      'events.jsonl',
      'ledger.sqlite',
      'manifest.json',
      'rejects',
      'shards',
      'skipped.jsonl',
      'status.json',
    ]);
    expect(await readdir(join(cwd, 'out', 'shards'))).toEqual(['part-00000.jsonl.gz']);
    expect(await readdir(cwd)).toEqual(['out']);
  });

  it('names the run directory after the strategy and the time when --out is left out', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--strategy', 'summary', '--limit', '2'], { cwd });
    expect((await readdir(join(cwd, 'runs'))).join()).toMatch(/^summary-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/);
  });
});

describe('what a run says', () => {
  it('is nothing with --quiet', async () => {
    const cwd = await temporaryFolder();
    expect(await rewrite(['--limit', '3', '--out', 'out', '--quiet'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('is JSON lines on standard error with --log-format json, the summary being on standard output', async () => {
    const cwd = await temporaryFolder();
    const { stdout, stderr } = await rewrite(['--limit', '3', '--out', 'out', '--log-format', 'json'], { cwd });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(stdout).toMatch(/^Done in /);
  });

  it('is JSON lines also of the error that ends it', async () => {
    const cwd = await temporaryFolder();
    const flags = ['--endpoint', 'http://127.0.0.1:1/v1', '--wait', '100ms', '--log-format', 'json'];
    const { code, stdout, stderr } = await rewrite(flags, { cwd });
    expect(code).toBe(3);
    expect(stdout).toBe('');
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(lines.at(-1)).toMatchObject({ level: 50, msg: expect.stringContaining('No endpoint answered') });
  });

  it('ends without a word when whoever reads it has gone', async () => {
    const help = start(['--help']);
    help.closeOutput();
    expect(await help.ended).toMatchObject({ stderr: '' });
  });
});
