import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { completed, documents, records, temporaryFolder } from '../run/harness.ts';
import { addPlainStrategy, newRewrite, SEEDS, startServer, succeed, writeRows } from './harness.ts';

describe('the shards of a run', () => {
  it('hold the same records in all four formats, rejects too', async () => {
    const cwd = await temporaryFolder();
    const seen: unknown[] = [];
    for (const format of ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet']) {
      await succeed(
        ['--input', SEEDS, '--backend', 'extractive', '--limit', '12', '--format', format, '--out', format],
        { cwd },
      );
      const manifest = await completed(join(cwd, format));
      expect(manifest.shards.map(({ path }) => path)).toEqual([`shards/part-00000.${format}`]);
      expect(manifest.rejects.map(({ path }) => path)).toEqual([`rejects/part-00000.${format}`]);
      seen.push([await records(join(cwd, format)), await records(join(cwd, format), 'rejects')]);
    }
    const [first, ...others] = seen;
    for (const other of others) expect(other).toEqual(first);
    for (const format of ['jsonl', 'jsonl.zst', 'parquet']) {
      expect(await succeed(['verify', format], { cwd })).toContain('all as the manifest says');
    }
  });

  it('are cut at --shard-records', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--strategy', 'summary', '--limit', '25', '--shard-records', '7', '--out', 'out'], { cwd });
    const { shards, tasks } = await completed(join(cwd, 'out'));
    expect(tasks.accepted).toBeGreaterThan(14);
    expect(shards.slice(0, -1).every(({ records: held }) => held === 7)).toBe(true);
    expect(shards.reduce((sum, { records: held }) => sum + held, 0)).toBe(tasks.accepted);
  });
});

describe('the corpus', () => {
  it('of Parquet carries its typed columns into the metadata', async () => {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    const columnData = [
      { name: 'body', data: ['The first text.', 'The second text.'], type: 'STRING' as const },
      { name: 'key', data: [9007199254740993n, 2n], type: 'INT64' as const },
      { name: 'views', data: [9007199254740993n, 12n], type: 'INT64' as const },
      { name: 'seen', data: [new Date('2024-02-29T12:34:56.789Z'), null], type: 'TIMESTAMP' as const },
      { name: 'blob', data: [Uint8Array.of(0, 255), null], type: 'BYTE_ARRAY' as const },
      { name: 'score', data: [0.5, Number.NaN], type: 'DOUBLE' as const },
      { name: 'extra', data: [{ a: [1, { b: 'x' }] }, null], type: 'JSON' as const },
    ];
    await writeFile(join(cwd, 'x.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
    const server = await startServer(newRewrite);
    const flags = ['--strategy', 'plain', '--input', 'x.parquet', '--text-column', 'body', '--id-column', 'key'];
    await succeed([...flags, '--endpoint', server.endpoint, '--out', 'out'], { cwd });
    expect((await records(join(cwd, 'out'))).map(({ source_id: id, metadata }) => ({ id, metadata }))).toEqual([
      {
        id: '9007199254740993',
        metadata: {
          views: '9007199254740993',
          seen: '2024-02-29T12:34:56.789Z',
          blob: 'AP8=',
          score: 0.5,
          extra: { a: [1, { b: 'x' }] },
        },
      },
      { id: '2', metadata: { views: 12, seen: null, blob: null, score: null, extra: null } },
    ]);
    await succeed([...flags, '--endpoint', server.endpoint, '--out', 'bare', '--metadata', 'drop'], { cwd });
    expect((await records(join(cwd, 'bare'))).map(({ metadata }) => metadata)).toEqual([{}, {}]);
  });

  it('comes from standard input with -', async () => {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    const server = await startServer(newRewrite);
    const stdin = '{"text":"The first."}\n{"id":"mine","text":"The second."}\n';
    await succeed(['--strategy', 'plain', '--input', '-', '--endpoint', server.endpoint, '--out', 'out'], {
      cwd,
      stdin,
    });
    expect((await records(join(cwd, 'out'))).map(({ id }) => id)).toEqual(['stdin#0/plain/0', 'mine/plain/0']);
  });

  it('comes from many files by globs, each once, in sorted order', async () => {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    await mkdir(join(cwd, 'in', 'deep'), { recursive: true });
    for (const [name, id] of [
      ['b', 'b'],
      ['a', 'a'],
      ['deep/c', 'c'],
    ])
      await writeRows(join(cwd, 'in', `${name}.jsonl`), documents(2, id));
    await writeFile(join(cwd, 'in', 'z.ndjson.gz'), gzipSync('{"text":"Without an id."}\n'));
    const server = await startServer(newRewrite);
    const flags = ['--input', 'in/**/*.jsonl', '--input', 'in/*', '--endpoint', server.endpoint];
    await succeed(['--strategy', 'plain', ...flags, '--out', 'out'], { cwd });
    expect((await records(join(cwd, 'out'))).map(({ source_id: id }) => id)).toEqual([
      'a0',
      'a1',
      'b0',
      'b1',
      'c0',
      'c1',
      'z.ndjson.gz#0',
    ]);
  });

  it('is divided by --shard so that the parts together are the whole', async () => {
    const cwd = await temporaryFolder();
    const flags = ['--strategy', 'summary', '--limit', '12'];
    await writeRows(join(cwd, 'x.jsonl'), documents(12));
    const ids = async (out: string) =>
      (await records(join(cwd, out), 'rejects'))
        .concat(await records(join(cwd, out)))
        .map(({ id }) => JSON.stringify(id));
    const input = ['--input', 'x.jsonl', '--backend', 'extractive'];
    await succeed([...flags, ...input, '--out', 'whole'], { cwd });
    const parts: string[] = [];
    for (const part of ['0/2', '1/2']) {
      await succeed([...flags, ...input, '--shard', part, '--out', `p${part[0]}`], { cwd });
      parts.push(...(await ids(`p${part[0]}`)));
    }
    expect(parts.sort()).toEqual((await ids('whole')).sort());
    expect(await succeed(['verify', 'p0', 'p1'], { cwd })).toContain('as the manifests say');
  });
});
