import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';

import { createColumns } from '../../src/emission/parquet-columns.ts';
import { writeShard } from '../../src/emission/write-shard.ts';
import { batches, record, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();
const records = Array.from({ length: 2_300 }, (_, at) => record(at));

it('gives the bytes that writing the whole file at once gives', async () => {
  await writeShard({ directory, name: 'ours', format: 'parquet', records: batches(records) });
  const columns = createColumns(records[0]);
  for (const entry of records) columns.add(entry);
  const { schema } = columns;
  const whole = parquetWriteBuffer({ schema, columnData: columns.take(), rowGroupSize: 1_000, createdBy: 'rewrite' });
  expect(readFileSync(join(directory, 'ours.parquet')).equals(Buffer.from(whole))).toBe(true);
});

it('gives the same bytes from a worker thread, once compiled', async () => {
  const project = resolve(import.meta.dirname, '../..');
  const sources = ['src/emission/write-shard.ts', 'src/emission/row-group.ts'].map((file) => join(project, file));
  const built = join(directory, 'dist');
  mkdirSync(built);
  symlinkSync(join(project, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(directory, 'tsconfig.json'),
    JSON.stringify({
      extends: join(project, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        rootDir: join(project, 'src'),
        outDir: built,
        typeRoots: [join(project, 'node_modules/@types')],
      },
      files: sources,
      include: [],
    }),
  );
  execFileSync(join(project, 'node_modules/.bin/tsc'), ['-p', join(directory, 'tsconfig.json')]);
  writeFileSync(join(directory, 'records.json'), JSON.stringify(records));
  writeFileSync(
    join(directory, 'main.js'),
    `import { readFileSync } from 'node:fs';
     import { writeShard } from './dist/emission/write-shard.js';
     let threads = 0;
     process.on('worker', () => { threads += 1; });
     const records = JSON.parse(readFileSync('records.json', 'utf8'));
     async function* batches() { yield records; }
     await writeShard({ directory: '.', name: 'threaded', format: 'parquet', records: batches() });
     console.log(threads);`,
  );
  const threads = execFileSync(process.execPath, ['main.js'], { cwd: directory, encoding: 'utf8' });
  expect(threads.trim()).toBe('1');
  await writeShard({ directory, name: 'direct', format: 'parquet', records: batches(records) });
  expect(
    readFileSync(join(directory, 'threaded.parquet')).equals(readFileSync(join(directory, 'direct.parquet'))),
  ).toBe(true);
});
