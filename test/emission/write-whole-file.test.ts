import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '../../src/emission/write-whole-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewrite-whole-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeWholeFile', () => {
  it.each([
    ['pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['folder', (path: string) => mkdir(path)],
  ])('does not take the place of a %s, and asks nobody for what would stand there', async (kind, make) => {
    const path = join(folder, kind);
    await make(path);
    const before = (await stat(path)).ino;
    let asked = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      asked += 1;
      yield new Uint8Array();
    }
    await expect(writeWholeFile(path, chunks(), undefined)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`${path} is there, and it is no file`),
    });
    expect(asked).toBe(0);
    expect((await stat(path)).ino).toBe(before);
    expect(await readdir(folder)).toEqual([kind]);
  });
});
