import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';

import { columnsOf, schemaOf } from '../../src/emission/parquet-columns.ts';
import type * as WriteShard from '../../src/emission/write-shard.ts';
import type { JsonObject } from '../../src/vocabulary/json.ts';
import { batches, record, reject, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();
const records = Array.from({ length: 2_300 }, (_, at) => record(at));
const plain = JSON.parse(JSON.stringify(records)) as JsonObject[];

/** What `npm run build` made of the sources: only JavaScript has a worker thread. */
const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/emission/write-shard.js')).href;
const { writeShard } = (await import(built)) as typeof WriteShard;

it('gives, from a worker thread, the bytes that writing the whole file at once gives', async () => {
  let threads = 0;
  const count = (): void => {
    threads += 1;
  };
  process.on('worker', count);
  await writeShard({ directory, name: 'ours', format: 'parquet', records: batches(records) });
  process.off('worker', count);
  const whole = parquetWriteBuffer({
    schema: schemaOf('accepted'),
    columnData: columnsOf(plain, 'accepted'),
    rowGroupSize: 1_000,
    createdBy: 'rewrite',
  });
  expect(readFileSync(join(directory, 'ours.parquet')).equals(Buffer.from(whole))).toBe(true);
  expect(threads).toBe(1);
});

it('passes on what goes wrong in the worker thread', async () => {
  const mixed = batches([record(0), reject(1)]);
  await expect(writeShard({ directory, name: 'mixed', format: 'parquet', records: mixed })).rejects.toThrow(
    'record "source-1/qa/0" has 21 fields, not 18',
  );
});
