import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputFiles } from '../../../src/corpus/input-files.ts';
import { readShard } from '../../../src/emission/read-shard.ts';
import { annotateMeasured, type AnnotateMeasuredOptions } from '../../../src/raters/measured/annotate-measured.ts';
import type { MeasuredManifest } from '../../../src/raters/measured/manifest.ts';
import { MEASURED_RATERS } from '../../../src/raters/measured/registry.ts';
import { WHOLE } from '../../../src/run/part.ts';
import { verify } from '../../../src/run/verify.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-annotate-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

type Row = Record<string, unknown>;

async function annotate(
  input: string,
  out: string,
  { rater = 'compression', signal = new AbortController().signal, ...more }: AnnotateFlags = {},
): Promise<MeasuredManifest> {
  const measured = MEASURED_RATERS[rater];
  if (measured === undefined) throw new Error(`no rater ${rater}`);
  const job: AnnotateMeasuredOptions = {
    rater: measured,
    options: {},
    files: await findInputFiles([input], cwd),
    part: WHOLE,
    textColumn: 'text',
    idColumn: 'id',
    out: join(cwd, out),
    format: 'jsonl.gz',
    shardRecords: 50_000,
    threads: 0,
    ...more,
  };
  return annotateMeasured(job, { signal, now: () => new Date('2026-11-29T00:00:00Z'), onDocuments: () => {} });
}

interface AnnotateFlags extends Partial<Omit<AnnotateMeasuredOptions, 'rater'>> {
  readonly rater?: string;
  readonly signal?: AbortSignal;
}

const write = (name: string, lines: readonly unknown[]): Promise<void> =>
  writeFile(
    join(cwd, name),
    gzipSync(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')),
  );

async function read(out: string, { shards }: MeasuredManifest): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { path } of shards) for await (const row of readShard(join(cwd, out, path))) rows.push(row);
  return rows;
}

describe('annotateMeasured', () => {
  it('writes every document in order, with its columns, its earlier ratings and the new one', async () => {
    const documents = [
      { id: 7, text: 'One text.', source: 'x', annotations: { dataman: { overall: 4 } } },
      { text: 'Another text.', annotations: null },
      { id: 'c', text: 'A third text.', annotations: '{"compression": {"ratio": 9}, "own": 1}' },
    ];
    await write('three.jsonl.gz', documents);
    const manifest = await annotate('three.jsonl.gz', 'three');
    const rate = await MEASURED_RATERS['compression']?.open({});
    const rated = (text: string) => ({ compression: rate?.({ text }) });
    expect(await read('three', manifest)).toEqual([
      { ...documents[0], id: '7', annotations: { dataman: { overall: 4 }, ...rated('One text.') } },
      { id: 'three.jsonl.gz#1', text: 'Another text.', annotations: rated('Another text.') },
      { ...documents[2], annotations: { own: 1, ...rated('A third text.') } },
    ]);
  });

  it('skips and lists what is no document, and accounts for every row as verify wants it', async () => {
    await write('mixed.jsonl.gz', [
      { id: 'a', text: 'Good.' },
      'no json',
      { id: 'b', text: 5 },
      { id: 'c', text: 'Good as well.', annotations: [1] },
    ]);
    const manifest = await annotate('mixed.jsonl.gz', 'mixed', { rater: 'rules' });
    expect(manifest).toMatchObject({
      input: { documents: 4, used: 1, skipped: { 'input.malformed': 2, 'input.text_type': 1 } },
      tasks: { planned: 1, accepted: 1 },
      columns: { gopher_word_count: { documents: 1, mean: 1 }, failed: { counts: { 'c4.sentences': 1 } } },
    });
    const skipped = (await readFile(join(cwd, 'mixed/skipped.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(skipped.map((line) => JSON.parse(line) as Row)).toMatchObject([
      { file: 'mixed.jsonl.gz', row: 1, reason: 'input.malformed' },
      { row: 2, reason: 'input.text_type' },
      { row: 3, detail: 'column "annotations" holds an array, no object of ratings' },
    ]);
    expect((await verify([join(cwd, 'mixed')])).mismatches).toEqual([]);
    expect(readdirSync(join(cwd, 'mixed')).toSorted()).toEqual(['manifest.json', 'shards', 'skipped.jsonl']);
  });

  it('gives the same records however they are cut into batches, shards and threads', async () => {
    const documents = Array.from({ length: 700 }, (_, n) => ({
      id: `d${n}`,
      text: `Text ${n}. `.repeat(1 + (n % 9)),
    }));
    await write('many.jsonl.gz', documents);
    const one = await annotate('many.jsonl.gz', 'one');
    const several = await annotate('many.jsonl.gz', 'several', { threads: 3, shardRecords: 300, format: 'jsonl' });
    expect(several.shards.map(({ records }) => records)).toEqual([300, 300, 100]);
    const rows = await read('one', one);
    expect(await read('several', several)).toEqual(rows);
    expect(rows.map(({ id }) => id)).toEqual(documents.map(({ id }) => id));
    expect(several.columns).toEqual(one.columns);
  });

  it('makes no folder where nothing can be rated, of what is there already, or when it is stopped', async () => {
    await write('none.jsonl.gz', [{ id: 'a', body: 'x' }]);
    await expect(annotate('none.jsonl.gz', 'none')).rejects.toThrow(
      /^no document to rate: none.jsonl.gz, row 0: no column "text"; there are "id", "body"/,
    );
    await write('good.jsonl.gz', [{ id: 'a', text: 'x' }]);
    await annotate('good.jsonl.gz', 'twice');
    await expect(annotate('good.jsonl.gz', 'twice')).rejects.toThrow('holds something already');
    const stopped = AbortSignal.abort(new Error('stopped by hand'));
    await expect(annotate('good.jsonl.gz', 'stopped', { signal: stopped })).rejects.toThrow('stopped by hand');
    for (const out of ['none', 'stopped']) expect(existsSync(join(cwd, out))).toBe(false);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(gunzipSync(await readFile(join(cwd, 'twice/shards/part-00000.jsonl.gz'))).toString()).toContain('"id":"a"');
  });
});
