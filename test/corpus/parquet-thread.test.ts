import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';

import type * as ReadFile from '../../src/corpus/read-file.ts';
import type { InputFile } from '../../src/corpus/input-files.ts';
import type { CorpusRow } from '../../src/vocabulary/document.ts';
import { described, OPTIONS, outline, rowsOf, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();
/** What `npm run build` made of the sources: only JavaScript has a worker thread. */
const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/corpus/read-file.js')).href;
const { readFile } = (await import(built)) as typeof ReadFile;

function threeRowGroups(): InputFile {
  const path = join(directory, 'groups.parquet');
  const data = Array.from({ length: 60 }, (_, at) => `Text ${at % 3}`);
  const columnData = [{ name: 'text', data, type: 'STRING' as const }];
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 20, codec: 'UNCOMPRESSED' })));
  return described(path, 'none');
}

async function readInThread(file: InputFile, decodeLimitMs?: number): Promise<CorpusRow[]> {
  const rows: CorpusRow[] = [];
  const limit = decodeLimitMs === undefined ? {} : { decodeLimitMs };
  for await (const row of readFile(file, 3, { ...OPTIONS, ...limit })) rows.push(row);
  return rows;
}

it('reads in a worker thread what is read without one', async () => {
  const file = threeRowGroups();
  let threads = 0;
  const count = (): void => {
    threads += 1;
  };
  process.on('worker', count);
  const rows = await readInThread(file);
  process.off('worker', count);
  expect(rows).toEqual(await rowsOf(file));
  expect(rows).toHaveLength(60);
  expect(threads).toBe(1);
});

it('gives up a row group whose decoding does not end, and reads on', async () => {
  const file = threeRowGroups();
  const bytes = readFileSync(file.path);
  const column = parquetMetadata(new Uint8Array(bytes)).row_groups[1]?.columns[0]?.meta_data;
  // A header of a dictionary page whose compressed size is no number but bytes: the reader loses its place for ever.
  Buffer.from('15041500180200004c150015000000', 'hex').copy(bytes, Number(column?.dictionary_page_offset));
  writeFileSync(file.path, bytes);
  const rows = await readInThread(file, 2_000);
  expect(outline(rows.slice(19, 22))).toEqual(['19 groups.parquet#19', '20 input.unreadable', '40 groups.parquet#40']);
  expect(rows).toHaveLength(41);
  expect(rows[20]).toMatchObject({ bad: { detail: expect.stringContaining('it took longer than 2 s') } });
});
