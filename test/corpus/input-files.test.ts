import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { findInputFiles } from '../../src/corpus/input-files.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';
import { temporaryDirectory } from './fixtures.ts';

const cwd = temporaryDirectory();

beforeAll(() => {
  for (const folder of ['corpus/b', 'corpus/a', 'other/a', 'odd [1]'])
    mkdirSync(join(cwd, folder), { recursive: true });
  for (const file of [
    'corpus/b/1.jsonl',
    'corpus/a/2.jsonl.gz',
    'corpus/a/10.NDJSON',
    'corpus/B.parquet',
    'corpus/z.json.zst',
    'other/a/2.jsonl.gz',
    'odd [1]/x{1}.jsonl',
    'notes.txt',
    '.hidden.jsonl',
  ]) {
    writeFileSync(join(cwd, file), 'x'.repeat(file.length));
  }
});

const labels = async (...patterns: string[]): Promise<string[]> =>
  (await findInputFiles(patterns, cwd)).map((file) => file.label);

async function refusal(...patterns: string[]): Promise<string> {
  const error: unknown = await findInputFiles(patterns, cwd).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RewriteError);
  expect((error as RewriteError).code).toBe('usage');
  return (error as RewriteError).message;
}

describe('findInputFiles', () => {
  it('sorts by path in code-unit order, whatever the order of the patterns', async () => {
    const files = await findInputFiles(['corpus/b/*', 'corpus/**/*'], cwd);
    expect(files.map((file) => file.path)).toEqual(
      ['B.parquet', 'a/10.NDJSON', 'a/2.jsonl.gz', 'b/1.jsonl', 'z.json.zst'].map((name) => join(cwd, 'corpus', name)),
    );
  });

  it('tells size, format and compression', async () => {
    const files = await findInputFiles(['corpus/**/*'], cwd);
    expect(files.map(({ bytes, format, compression }) => [bytes, format, compression])).toEqual([
      [16, 'parquet', 'none'],
      [18, 'jsonl', 'none'],
      [19, 'jsonl', 'gzip'],
      [16, 'jsonl', 'none'],
      [17, 'jsonl', 'zstd'],
    ]);
  });

  it('labels a file by its path from the fixed part of the glob', async () => {
    expect(await labels('corpus/**/*.jsonl*')).toEqual(['a/2.jsonl.gz', 'b/1.jsonl']);
    expect(await labels('corpus/a/*.gz')).toEqual(['2.jsonl.gz']);
    expect(await labels('corpus/{a,b}/*')).toEqual(['a/10.NDJSON', 'a/2.jsonl.gz', 'b/1.jsonl']);
    expect(await labels(`${cwd}/corpus/*/1.jsonl`)).toEqual(['b/1.jsonl']);
    expect(await labels('*/a/*.gz')).toEqual(['corpus/a/2.jsonl.gz', 'other/a/2.jsonl.gz']);
  });

  it('labels a plain file by its base name', async () => {
    expect(await labels('corpus/a/2.jsonl.gz')).toEqual(['2.jsonl.gz']);
  });

  it('takes a path that exists as it stands, with the characters of a glob in it', async () => {
    expect(await labels('odd [1]/x{1}.jsonl')).toEqual(['x{1}.jsonl']);
  });

  it('reaches files above the working directory', async () => {
    const files = await findInputFiles(['../b/*.jsonl'], join(cwd, 'corpus/a'));
    expect(files.map(({ path, label }) => [path, label])).toEqual([[join(cwd, 'corpus/b/1.jsonl'), '1.jsonl']]);
  });

  it('lists a file once that several patterns name', async () => {
    expect(await labels('corpus/b/*', 'corpus/b/1.jsonl', './corpus/b/1.jsonl')).toEqual(['1.jsonl']);
  });

  it('keeps labels apart where two files would have the same', async () => {
    expect(await labels('corpus/a/*.gz', 'other/a/*.gz')).toEqual(['corpus/a/2.jsonl.gz', 'other/a/2.jsonl.gz']);
  });

  it('follows symbolic links to files', async () => {
    symlinkSync(join(cwd, 'corpus/b/1.jsonl'), join(cwd, 'other/link.jsonl'));
    expect(await labels('other/*.jsonl')).toEqual(['link.jsonl']);
  });

  it('takes standard input, once', async () => {
    expect(await findInputFiles(['-', 'corpus/b/*'], cwd)).toMatchObject([
      { path: '-', label: 'stdin', format: 'jsonl', compression: 'none' },
      { label: '1.jsonl' },
    ]);
    expect(await refusal('-', '-')).toContain('once');
  });

  it('refuses a glob without matches, naming it and the working directory', async () => {
    const message = await refusal('corpus/**/*.jsonl.bz2');
    expect(message).toContain('corpus/**/*.jsonl.bz2');
    expect(message).toContain(cwd);
  });

  it.each(['*.none', 'corpus', 'notes.txt'])(
    'calls a pattern it refuses (%s) what it was given as',
    async (pattern) => {
      await expect(findInputFiles([pattern], cwd, '--target')).rejects.toThrow('--target ');
      expect(await refusal(pattern)).toContain('--input ');
    },
  );

  it('refuses a plain path that is not there', async () => {
    expect(await refusal('corpus/none.jsonl')).toContain('corpus/none.jsonl');
  });

  it('refuses a directory, with a glob to use instead', async () => {
    expect(await refusal('corpus')).toMatch(/corpus is a directory.*corpus\/\*\*\/\*/);
  });

  it.each(['notes.txt', '*.txt'])('refuses another extension (%s), naming those it takes', async (pattern) => {
    const message = await refusal(pattern);
    expect(message).toContain('notes.txt');
    for (const extension of ['.jsonl', '.ndjson.gz', '.json.zst', '.parquet']) expect(message).toContain(extension);
  });

  it('refuses a directory with the name of a file, and passes over it in a glob', async () => {
    mkdirSync(join(cwd, 'odd/x.jsonl'), { recursive: true });
    writeFileSync(join(cwd, 'odd/y.jsonl'), '');
    expect(await refusal('odd/x.jsonl')).toMatch(/x\.jsonl is a directory; name files/);
    expect(await labels('odd/*.jsonl')).toEqual(['y.jsonl']);
  });

  it('refuses a pipe, which could not be read again', async () => {
    mkdirSync(join(cwd, 'pipes'));
    execFileSync('mkfifo', [join(cwd, 'pipes/p.jsonl')]);
    expect(await refusal('pipes/p.jsonl')).toMatch(/p\.jsonl is a pipe.*--input -/);
    await expect(labels('pipes/*')).rejects.toThrow(/matches no file|is a pipe/);
  });

  it('refuses links that lead nowhere, or in a circle', async () => {
    mkdirSync(join(cwd, 'links'));
    symlinkSync('gone.jsonl', join(cwd, 'links/broken.jsonl'));
    expect(await refusal('links/broken.jsonl')).toContain('links/broken.jsonl');
    expect(await refusal('links/b*.jsonl')).toContain('links/b');
    symlinkSync('circle.jsonl', join(cwd, 'links/circle.jsonl'));
    expect(await refusal('links/circle.jsonl')).toMatch(/cannot read .*circle\.jsonl: ELOOP/);
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read, before anything is', async () => {
    writeFileSync(join(cwd, 'secret.jsonl'), '', { mode: 0 });
    expect(await refusal('secret.jsonl')).toMatch(/cannot read .*secret\.jsonl: EACCES/);
    expect(await refusal('secret*.jsonl')).toMatch(/cannot read .*secret\.jsonl: EACCES/);
  });
});
