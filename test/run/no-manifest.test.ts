import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noManifest } from '../../src/run/no-manifest.ts';
import { readStatus } from '../../src/run/status.ts';
import { verify } from '../../src/run/verify.ts';
import { temporaryFolder } from './harness.ts';

it.each([
  [[], 'out is no complete run (no manifest.json) and no ablation'],
  [['config.json'], 'out is an unfinished run (no manifest.json): run the same command again'],
  [['selection.json'], 'out was made by rewrite select and is no run: out/selection.json'],
  [['ablation.json'], 'out is an unfinished ablation (no results.json): run the same'],
  [['ablation.json', 'results.json'], 'out is an ablation and no run: name its runs, out/arms/NAME/seed-N.'],
])('says what a folder is that holds %j', async (files, sentence) => {
  const folder = await temporaryFolder();
  for (const file of files) await writeFile(join(folder, file), '{}');
  expect(noManifest('out', folder).message).toContain(sentence);
  await expect(verify([folder])).rejects.toThrow(noManifest(folder, folder).message);
  await expect(readStatus(folder)).rejects.toThrow(noManifest(folder, folder).message);
});

it('says that a folder is not there', async () => {
  expect(noManifest('nowhere', join(await temporaryFolder(), 'nowhere')).message).toContain('There is no nowhere');
});
