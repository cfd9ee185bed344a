import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll } from 'vitest';

import type { InputFile } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import type { ReadOptions } from '../../src/corpus/read-options.ts';
import type { BadRow, CorpusRow, SourceDocument } from '../../src/vocabulary/document.ts';

export const OPTIONS: ReadOptions = { textColumn: 'text', idColumn: 'id', metadata: 'keep', fromRow: 0 };

/** A directory for the tests of one file, removed after them. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rewrite-corpus-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a file, compressed as its name says, and describes it as `findInputFiles` would. */
export function inputFile(directory: string, name: string, content: string | Uint8Array): InputFile {
  const path = join(directory, name);
  const bytes = Buffer.from(content);
  const compression = name.endsWith('.gz') ? 'gzip' : name.endsWith('.zst') ? 'zstd' : 'none';
  const encoded = { none: () => bytes, gzip: () => gzipSync(bytes), zstd: () => zstd(bytes) }[compression]();
  writeFileSync(path, encoded);
  return described(path, compression);
}

export function described(path: string, compression: InputFile['compression']): InputFile {
  const format = path.endsWith('.parquet') ? 'parquet' : 'jsonl';
  return { path, label: basename(path), bytes: statSync(path).size, format, compression };
}

export function zstd(bytes: Uint8Array): Buffer {
  return execFileSync('zstd', ['-q', '-c'], { input: bytes, maxBuffer: 1 << 28 });
}

export async function rowsOf(file: InputFile, options: Partial<ReadOptions> = {}): Promise<CorpusRow[]> {
  const rows: CorpusRow[] = [];
  for await (const row of readFile(file, 3, { ...OPTIONS, ...options })) rows.push(row);
  return rows;
}

export async function documentsOf(file: InputFile, options: Partial<ReadOptions> = {}): Promise<SourceDocument[]> {
  return (await rowsOf(file, options)).map((row) => {
    if (row.kind === 'bad') throw new Error(`bad row: ${row.bad.reason} ${row.bad.detail}`);
    return row.document;
  });
}

export async function badRowsOf(file: InputFile, options: Partial<ReadOptions> = {}): Promise<BadRow[]> {
  return (await rowsOf(file, options)).flatMap((row) => (row.kind === 'bad' ? [row.bad] : []));
}

/** What is to be seen of rows at a glance: `row id` or `row reason`. */
export function outline(rows: readonly CorpusRow[]): string[] {
  return rows.map((row) =>
    row.kind === 'bad'
      ? `${row.bad.position.row} ${row.bad.reason}`
      : `${row.document.position.row} ${row.document.id}`,
  );
}
