import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../run/harness.ts';
import { rewrite, start, succeed, until } from './harness.ts';

/** A file of so many different documents, each there twice. */
async function writePairs(path: string, pairs: number): Promise<void> {
  const line = (n: number) => {
    const text = Array.from({ length: 150 }, (_, at) => `w${n % pairs}x${at}`).join(' ');
    return `${JSON.stringify({ id: `d${n}`, text })}\n`;
  };
  await writeFile(path, Array.from({ length: 2 * pairs }, (_, n) => line(n)).join(''));
}

describe('rewrite dedup as a process', { timeout: 60_000 }, () => {
  it('signs on worker threads, and leaves nothing half done when it is stopped or killed', async () => {
    const cwd = await temporaryFolder();
    await writePairs(join(cwd, 'pairs.jsonl'), 1_000);
    const job = ['dedup', '--input', join(cwd, 'pairs.jsonl'), '--out', join(cwd, 'unique')];
    const isWorking = async () => readdirSync(cwd).includes('.unique.dedup');

    const stopped = start(job);
    await until(isWorking);
    stopped.kill('SIGTERM');
    expect((await stopped.ended).code).toBe(143);
    expect(readdirSync(cwd)).toEqual(['pairs.jsonl']);

    const killed = start(job);
    await until(isWorking);
    killed.kill('SIGKILL');
    expect((await killed.ended).code).toBe(null);
    expect(readdirSync(cwd).toSorted()).toEqual(['.unique.dedup', 'pairs.jsonl']);

    expect(await succeed(job)).toContain('1,000 kept, 1,000 duplicates (50.0%) in 1,000 clusters (1,000 of 2)');
    expect(readdirSync(cwd).toSorted()).toEqual(['pairs.jsonl', 'unique']);
    expect(await succeed(['verify', join(cwd, 'unique')])).toContain('2,000 records');
  });

  it('says what is in the way of its folder', async () => {
    const cwd = await temporaryFolder();
    await writePairs(join(cwd, 'pairs.jsonl'), 1);
    await mkdir(join(cwd, 'full'));
    await writeFile(join(cwd, 'full/file'), '');
    const input = ['dedup', '--input', join(cwd, 'pairs.jsonl'), '--out'];
    expect(await rewrite([...input, join(cwd, 'full')])).toMatchObject({ code: 2 });
    const inFile = await rewrite([...input, join(cwd, 'pairs.jsonl/unique')]);
    expect(inFile).toMatchObject({ code: 2 });
    expect(inFile.stderr).toMatch(/^rewrite: cannot write .*a part of the path is a file/);
  });
});
