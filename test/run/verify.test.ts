import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UniqueIds } from '../../src/run/unique-ids.ts';
import { verify } from '../../src/run/verify.ts';
import { hash64 } from '../../src/text/hash.ts';
import { documents, workspace } from './harness.ts';

async function finishedRun() {
  const place = await workspace({ input: { 'x.jsonl': documents(6) }, strategies: { a: '' } });
  const out = place.out('run');
  await place.run({ out });
  return { place, out, shard: join(out, 'shards', 'part-00000.jsonl'), manifest: join(out, 'manifest.json') };
}

/** Changes a manifest's text. */
async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('verify', () => {
  it('finds nothing wrong with a run that is whole', async () => {
    const { out } = await finishedRun();
    expect(await verify([out])).toEqual({ directories: 1, files: 1, records: 6, mismatches: [] });
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a changed byte',
      (text) => text.replace('RIVER', 'RIVES'),
      /shards\/part-00000\.jsonl has the sha256 [0-9a-f]{64}, the manifest says/,
    ],
    ['a missing record', (text) => text.slice(text.indexOf('\n') + 1), /has \d+ bytes, the manifest says \d+/],
  ])('finds %s in a shard', async (_what, change, message) => {
    const { out, shard } = await finishedRun();
    await edit(shard, change);
    expect((await verify([out])).mismatches).toEqual([expect.stringMatching(message)]);
  });

  it('finds a shard that is gone', async () => {
    const { out, shard } = await finishedRun();
    await rename(shard, `${shard}.gone`);
    expect((await verify([out])).mismatches).toEqual([expect.stringMatching(/cannot be read: ENOENT/)]);
  });

  it.each([
    ['"planned": 6', '"planned": 7', /planned 7 ≠ accepted 6 \+ rejected 0 \+ failed 0/],
    ['"used": 6', '"used": 5', /documents 6 ≠ used 5 \+ skipped 0/],
    ['"records": 6,\n      "bytes"', '"records": 5,\n      "bytes"', /accepted 6 ≠ 5, the records of the shards/],
  ])('finds sums that do not add up (%s → %s)', async (right, wrong, message) => {
    const { out, manifest } = await finishedRun();
    await edit(manifest, (text) => text.replace(right, wrong));
    expect((await verify([out])).mismatches.join('\n')).toMatch(message);
  });

  it('names ids that stand twice, over all directories', async () => {
    const { place, out } = await finishedRun();
    await place.run({ out: place.out('again') });
    const { mismatches } = await verify([out, place.out('again')]);
    expect(mismatches).toHaveLength(6);
    expect(mismatches[0]).toMatch(/^the record id "d0\/a\/0" stands in .*run\/shards\/.* and .*again\/shards\//);
  });

  it('asks for a run to be completed first', async () => {
    const { out, manifest } = await finishedRun();
    await rm(manifest);
    await expect(verify([out])).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('is an unfinished run'),
    });
  });
});

describe('UniqueIds', () => {
  it('finds the same repeats however often it spills to disk', async () => {
    for (const length of [3, 16, 1_000]) {
      const ids = new UniqueIds(length);
      for (let n = 0; n < 200; n++) await ids.add(`id-${n}`);
      for (const n of [7, 150, 199, 7]) await ids.add(`id-${n}`);
      expect(await ids.duplicates(10)).toEqual(new Set(['id-7', 'id-150', 'id-199'].map(hash64).sort(ascending)));
      await ids.close();
      await ids.close();
    }
  });
});

function ascending(left: bigint, right: bigint): number {
  return left < right ? -1 : 1;
}
