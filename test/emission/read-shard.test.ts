import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readShard } from '../../src/emission/read-shard.ts';
import { SHARD_FORMATS } from '../../src/emission/shard-formats.ts';
import { writeShard } from '../../src/emission/write-shard.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';
import { batches, record, recordsOf, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();

describe.each(SHARD_FORMATS)('a %s shard that is damaged', (format) => {
  it.each([
    ['cut in half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['cut at the end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['something else', () => Buffer.from('something else')],
  ])('is a mismatch when it is %s', async (name, damage) => {
    const shard = { directory, name: name.replaceAll(' ', '-'), format };
    await writeShard({ ...shard, records: batches(Array.from({ length: 500 }, (_, at) => record(at))) });
    const path = join(directory, `${shard.name}.${format}`);
    writeFileSync(path, damage(readFileSync(path)));
    const error: unknown = await recordsOf(path).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RewriteError);
    expect(error).toMatchObject({ code: 'mismatch', message: expect.stringContaining(path) });
  });

  it('is a mismatch when it is missing', async () => {
    const error: unknown = await recordsOf(join(directory, `none.${format}`)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'mismatch', message: expect.stringContaining(`none.${format}`) });
  });
});

describe('readShard', () => {
  it('refuses a file with another extension', () => {
    expect(() => readShard('shards/part-00000.csv')).toThrow(/part-00000\.csv is no shard/);
  });

  it('may be left before the end', async () => {
    for (const format of SHARD_FORMATS) {
      const records = batches(Array.from({ length: 500 }, (_, at) => record(at)));
      await writeShard({ directory, name: 'left', format, records });
      for await (const first of readShard(join(directory, `left.${format}`))) {
        expect(first).toEqual(record(0));
        break;
      }
    }
  });
});
