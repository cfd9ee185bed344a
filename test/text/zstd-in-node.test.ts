import type * as Zlib from 'node:zlib';

import { expect, it, vi } from 'vitest';

const asked: unknown[] = [];

// Stands for a Node that has zstd itself: gzip answers in its place, the options are noted.
vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof Zlib>();
  const noted =
    <T>(engine: () => T) =>
    (options: unknown): T => {
      asked.push(options);
      return engine();
    };
  return { ...zlib, createZstdCompress: noted(zlib.createGzip), createZstdDecompress: noted(zlib.createGunzip) };
});

const { zstdCompress, zstdDecompress, zstdSupport } = await import('../../src/text/zstd.ts');

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

it('uses the zstd of Node where there is one: level 3 with a checksum, and windows of any size', async () => {
  expect(await zstdSupport()).toBe('node');
  const compressed = await bytesOf(zstdCompress(once(Buffer.from('a text'))));
  expect(compressed.readUInt16BE(0)).toBe(0x1f8b);
  expect(String(await bytesOf(zstdDecompress(() => once(compressed))))).toBe('a text');
  expect(asked).toEqual([{ params: { 100: 3, 201: 1 } }, { params: { 100: 31 } }]);
});
