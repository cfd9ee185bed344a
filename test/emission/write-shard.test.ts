import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';

import { SHARD_FORMATS, type ShardFormat, shardEncoders } from '../../src/emission/shard-formats.ts';
import { type WrittenShard, writeShard } from '../../src/emission/write-shard.ts';
import type { AcceptedRecord, RejectRecord } from '../../src/vocabulary/outcome.ts';
import { anyRecords, batches, record, recordsOf, reject, temporaryDirectory } from './fixtures.ts';

const root = temporaryDirectory();
const thousands = Array.from({ length: 2_300 }, (_, at) => record(at));
let directories = 0;

function newDirectory(): string {
  directories += 1;
  return join(root, `run-${directories}`, 'shards');
}

async function write(
  directory: string,
  format: ShardFormat,
  records: readonly (AcceptedRecord | RejectRecord)[],
  batchSize = 200,
): Promise<WrittenShard> {
  return writeShard({ directory, name: 'part-00000', format, records: batches(records, batchSize) });
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('expected an error');
    },
    (error: unknown) => error,
  );
}

describe.each(SHARD_FORMATS)('a shard in %s', (format) => {
  const file = `part-00000.${format}`;

  it('stands in a directory that was missing, and is described as it is on disk', async () => {
    const directory = newDirectory();
    const written = await write(directory, format, thousands);
    const bytes = readFileSync(join(directory, file));
    expect(written).toEqual({
      path: `shards/${file}`,
      records: thousands.length,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(readdirSync(directory)).toEqual([file]);
    expect(await recordsOf(join(directory, file))).toEqual(thousands);
  });

  it('gives back any records, and the same bytes however these are batched', async () => {
    const directory = newDirectory();
    await fc.assert(
      fc.asyncProperty(anyRecords, fc.integer({ min: 1, max: 31 }), async (records, batchSize) => {
        const first = await write(directory, format, records);
        const bytes = readFileSync(join(directory, file));
        expect(await recordsOf(join(directory, file))).toEqual(records);
        expect(await write(directory, format, records, batchSize)).toEqual(first);
        expect(readFileSync(join(directory, file)).equals(bytes)).toBe(true);
      }),
      { numRuns: format === 'jsonl.zst' ? 10 : 40 },
    );
  });

  it('has the same bytes for many records in other batches', async () => {
    const directory = newDirectory();
    const first = await write(directory, format, thousands, 200);
    expect(await write(directory, format, thousands, 333)).toEqual(first);
  });

  it('may be empty', async () => {
    const directory = newDirectory();
    expect((await write(directory, format, [])).records).toBe(0);
    expect(await recordsOf(join(directory, file))).toEqual([]);
  });

  it('replaces what a crash left behind', async () => {
    const directory = newDirectory();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${file}.tmp`), 'left over '.repeat(100_000));
    await write(directory, format, [record(1)]);
    expect(readdirSync(directory)).toEqual([file]);
    expect(await recordsOf(join(directory, file))).toEqual([record(1)]);
  });

  it('is not there after the records failed, nor is its temporary file', async () => {
    const directory = newDirectory();
    async function* failing(): AsyncGenerator<readonly string[]> {
      yield* batches(thousands);
      throw new Error('of the ledger');
    }
    const error = await errorOf(writeShard({ directory, name: 'part-00000', format, records: failing() }));
    expect(error).toEqual(new Error('of the ledger'));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is not there after an abort, nor is its temporary file', async () => {
    const directory = newDirectory();
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<readonly string[]> {
      for (let batch = 0; ; batch += 1) {
        if (batch === 8) controller.abort(new Error('stop'));
        yield* batches(thousands.slice(0, 200));
      }
    }
    const { signal } = controller;
    const error = await errorOf(writeShard({ directory, name: 'part-00000', format, records: endless(), signal }));
    expect(error).toEqual(new Error('stop'));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is given up at once when aborted while the next records are awaited', async () => {
    const directory = newDirectory();
    const controller = new AbortController();
    async function* stuck(): AsyncGenerator<readonly string[]> {
      yield* batches([record(1)]);
      setImmediate(() => controller.abort(new Error('stop')));
      await new Promise(() => {});
    }
    const { signal } = controller;
    const error = await errorOf(writeShard({ directory, name: 'part-00000', format, records: stuck(), signal }));
    expect(error).toEqual(new Error('stop'));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('stops with advice when the disk is full, and leaves no temporary file', async () => {
    const directory = newDirectory();
    mkdirSync(directory, { recursive: true });
    // The kernel answers every write to this device with ENOSPC.
    symlinkSync('/dev/full', join(directory, `${file}.tmp`));
    const error = await errorOf(write(directory, format, thousands));
    expect(error).toMatchObject({ name: 'RewriteError', code: 'usage' });
    expect((error as Error).message).toContain(join(directory, file));
    expect((error as Error).message).toContain('free some space');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('pulls records only as its bytes are taken', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<readonly string[]> {
      for (;;) {
        pulled += 1;
        yield* batches([record(pulled, randomBytes(100_000).toString('base64'))]);
      }
    }
    const bytes = shardEncoders[format].encode(endless());
    await bytes.next();
    const after = pulled;
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    // A row group is 1,000 records; the pipes to and from a program hold some more.
    expect(pulled).toBeLessThan(after + 50);
    await bytes.return(undefined);
  });
});

describe('writeShard', () => {
  it('stops with advice when a part of the path is a file', async () => {
    const parent = join(root, 'a-file');
    writeFileSync(parent, '');
    const error = await errorOf(write(join(parent, 'shards'), 'jsonl', [record(1)]));
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(/a-file.*choose another --out/) });
  });

  it('names the directory by its own name, with a slash at its end too', async () => {
    expect((await write(`${newDirectory()}/`, 'jsonl', [record(1)])).path).toBe('shards/part-00000.jsonl');
  });

  it('writes gzip without a time stamp', async () => {
    const directory = newDirectory();
    await write(directory, 'jsonl.gz', [record(1)]);
    const bytes = readFileSync(join(directory, 'part-00000.jsonl.gz'));
    expect(bytes.readUInt32LE(4)).toBe(0);
    expect(gunzipSync(bytes).toString()).toBe(`${JSON.stringify(record(1))}\n`);
  });

  it('writes zstd that the zstd program reads', async () => {
    const directory = newDirectory();
    await write(directory, 'jsonl.zst', [record(1)]);
    const lines = execFileSync('zstd', ['-dc', join(directory, 'part-00000.jsonl.zst')], { encoding: 'utf8' });
    expect(lines).toBe(`${JSON.stringify(record(1))}\n`);
  });

  it('writes Parquet with a column for each field, in row groups of 1,000 rows', async () => {
    const directory = newDirectory();
    await write(directory, 'parquet', thousands);
    const bytes = new Uint8Array(readFileSync(join(directory, 'part-00000.parquet')));
    const metadata = parquetMetadata(bytes);
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([1_000, 1_000, 300]);
    expect(Number(metadata.num_rows)).toBe(2_300);
    expect(metadata.schema.slice(1).map((column) => column.name)).toEqual(Object.keys(record(0)));
    const rows = await parquetReadObjects({ file: bytes.buffer, rowStart: 1_001, rowEnd: 1_002 });
    expect(rows).toEqual([
      {
        ...record(1_001),
        usage: '{"prompt_tokens":10,"completion_tokens":20}',
        variables: '{"tone":"formal"}',
        cleaned: '["lead_in"]',
        validation: '{"copy":0.25}',
        metadata: '{"title":"A title","list":[1,null,{"a":"b"}]}',
      },
    ]);
  });

  it('writes the reasons of rejects in Parquet', async () => {
    const directory = newDirectory();
    await write(directory, 'parquet', [reject(0), reject(1)]);
    expect(await recordsOf(join(directory, 'part-00000.parquet'))).toEqual([reject(0), reject(1)]);
  });

  it('closes a row group of very long texts earlier', async () => {
    const directory = newDirectory();
    const long = Array.from({ length: 7 }, (_, at) => record(at, 'long text '.repeat(1_200_000)));
    await write(directory, 'parquet', long, 7);
    const metadata = parquetMetadata(new Uint8Array(readFileSync(join(directory, 'part-00000.parquet'))));
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([3, 3, 1]);
  });

  it('never mixes accepted records and rejects in one Parquet file', async () => {
    const directory = newDirectory();
    const error = await errorOf(write(directory, 'parquet', [record(0), reject(1)]));
    expect(error).toMatchObject({ message: expect.stringContaining('source-1/qa/0') });
    expect(existsSync(join(directory, 'part-00000.parquet'))).toBe(false);
  });
});
