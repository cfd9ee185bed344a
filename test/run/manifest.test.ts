import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/run/manifest.ts';
import { documents, temporaryFolder, workspace } from './harness.ts';

describe('readManifest', () => {
  it('finds none in an empty folder, in none at all, and in a file that is taken for one', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    for (const name of ['.', 'none', 'file']) expect(await readManifest(join(folder, name))).toBeUndefined();
  });

  it.each(['', '{"tasks": {', '[]', '{}', '{"tasks": {}, "tokens": {}, "input": {}, "shards": 1, "rejects": []}'])(
    'says that %j is damaged, and the same command then writes it anew',
    async (text) => {
      const place = await workspace({ input: { 'x.jsonl': documents(3) }, strategies: { a: '' } });
      const out = place.out('run');
      await place.run({ out });
      const whole = await readManifest(out);
      await writeFile(join(out, 'manifest.json'), text);
      const error: unknown = await readManifest(out).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(join(out, 'manifest.json')) });

      await rm(join(out, 'manifest.json'));
      await place.run({ out });
      expect((await readManifest(out))?.shards).toEqual(whole?.shards);
    },
  );
});
