import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStatus, StatusFile } from '../../src/run/status.ts';
import { SNAPSHOT } from '../cli/snapshot.ts';
import { temporaryFolder } from './harness.ts';

describe('status.json', () => {
  it('holds the last snapshot when it is stopped', async () => {
    const directory = await temporaryFolder();
    let documents = 1;
    const status = new StatusFile(directory, () => ({ ...SNAPSHOT, documents }));
    documents = 2;
    await status.stop();
    expect(await readStatus(directory)).toEqual({ ...SNAPSHOT, documents: 2 });
    expect(await readFile(join(directory, 'status.json'), 'utf8')).toMatch(/^\{\n {2}"state"/);
  });

  it('that cannot be written stops nothing, and is told once', async () => {
    const directory = await temporaryFolder();
    await mkdir(join(directory, 'status.json'));
    const troubles: string[] = [];
    const status = new StatusFile(
      directory,
      () => SNAPSHOT,
      (sentence) => troubles.push(sentence),
    );
    await status.stop();
    await status.stop();
    expect(troubles).toEqual([
      expect.stringMatching(/^status\.json cannot be written, the run goes on without it \(.+\)$/),
    ]);
  });

  it('is asked for by name where there is none', async () => {
    await expect(readStatus(await temporaryFolder())).rejects.toThrow('is no complete run');
  });
});
