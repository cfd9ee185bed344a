import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSource } from '../../src/external/read-source.ts';
import { rereadSource } from '../../src/external/reread-source.ts';
import { findSources, type Source } from '../../src/external/sources.ts';

const COLUMNS = { textColumn: 'text', idColumn: 'id' };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewrite-reread-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sourceOf(name: string, bytes: string | Uint8Array): Promise<Source> {
  await writeFile(join(folder, name), bytes);
  const [source] = await findSources([], [name], folder);
  if (source === undefined) throw new Error('no source');
  return source;
}

/** Each row as both readings have it: id, text and other fields, or nothing. */
async function bothReadings(source: Source): Promise<{ readonly first: unknown[]; readonly again: unknown[] }> {
  const first: unknown[] = [];
  for await (const row of readSource(source, COLUMNS)) {
    first.push(row.kind === 'skipped' ? undefined : { ...row.fields, id: row.id, text: row.text, json: row.text });
  }
  const again: unknown[] = [];
  let at = 0;
  for await (const rows of rereadSource(source, COLUMNS)) {
    for (const row of rows) {
      // What is no record is not asked for.
      const record = first[at] === undefined ? undefined : row();
      const json = record && (JSON.parse(Buffer.from(record.textInJson()).toString('utf8')) as string);
      again.push(record && { ...record.fields, id: record.id, text: record.text(), json });
      at += 1;
    }
  }
  return { first, again };
}

it('has the same rows as the first reading, whatever stands in the lines', async () => {
  const lines = [
    '{"id":"plain","text":"One line.\\nAnd \\"another\\".","n":1}',
    '',
    '{"text":"no id"}',
    '{"id":"escaped","text":"caf\\u00e9 \\/ x"}',
    '{"id":"twice","text":"first","text":"second"}',
    '{"id":"inner","meta":{"text":"not this"},"text":"this"}',
    '{"id":"late","te\\u0078t":"by an escaped name"}',
    '{"id":12345678901234567890,"text":"large","n":[9007199254740993]}',
    'no JSON',
    '{"id":"none"}',
    '{"id":"empty","text":" "}',
    '[1]',
    '{"id":"last","text":"\\\\"}',
  ];
  const { first, again } = await bothReadings(await sourceOf('odd.jsonl', lines.join('\n')));
  expect(first.filter((row) => row !== undefined)).toHaveLength(8);
  expect(again).toEqual(first);
});

it('has them of any columns', async () => {
  const row = fc.record({ id: fc.string(), text: fc.string({ unit: 'binary' }), other: fc.jsonValue() });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 60, maxLength: 100 }), async (rows) => {
      const source = await sourceOf('any.jsonl', rows.map((columns) => JSON.stringify(columns)).join('\n'));
      const { first, again } = await bothReadings(source);
      expect(again).toEqual(first);
    }),
    { numRuns: 2 },
  );
});

it('has a row for the rest of a damaged file, as the first reading', async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => JSON.stringify({ id: at, text: `Text ${at ** 3}.` }));
  const whole = gzipSync(lines.join('\n'));
  const { first, again } = await bothReadings(await sourceOf('cut.jsonl.gz', whole.subarray(0, whole.length >> 1)));
  expect(first.at(-1)).toBeUndefined();
  expect(first.length).toBeGreaterThan(100);
  expect(again).toEqual(first);
});
