import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../../src/text/make-folder.ts';

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-folder-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('makeFolder', () => {
  it('makes what is missing and names the first folder it made', async () => {
    const root = await place();
    expect(await makeFolder(join(root, 'a', 'b', 'c'))).toBe(join(root, 'a'));
    expect((await stat(join(root, 'a', 'b', 'c'))).isDirectory()).toBe(true);
    expect(await makeFolder(join(root, 'a', 'b', 'd'))).toBe(join(root, 'a', 'b', 'd'));
    expect(await makeFolder(join(root, 'a', 'b'))).toBeUndefined();
    await symlink(join(root, 'a'), join(root, 'link'));
    expect(await makeFolder(join(root, 'link'))).toBeUndefined();
  });

  it('may be asked by several at once', async () => {
    const root = await place();
    const made = await Promise.all(Array.from({ length: 8 }, () => makeFolder(join(root, 'x', 'y', 'z'))));
    expect(made.some((folder) => folder === join(root, 'x'))).toBe(true);
  });

  it.each(['/proc/rewrite/run', '/proc/self/rewrite'])('ends where nobody can make one: %s', async (path) => {
    await expect(makeFolder(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a path through a file', async () => {
    const root = await place();
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(root, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await mkdir(join(root, 'z'));
    expect(await makeFolder(join(root, 'z'))).toBeUndefined();
  });
});
