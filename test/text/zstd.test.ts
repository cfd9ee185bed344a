import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, createGzip, gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  CorruptStreamError,
  decodeThroughEngine,
  throughEngine,
  zstdCompress,
  zstdDecompress,
  zstdSupport,
} from '../../src/text/zstd.ts';

const support = await zstdSupport();
const text = Buffer.from(Array.from({ length: 40_000 }, (_, at) => `Line ${at} of ${at * 31}\n`).join(''));

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What could be read before an error, and the error. */
async function readUntilError(source: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of source) chunks.push(chunk);
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
  throw new Error('expected an error');
}

const pieces = (bytes: Uint8Array, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size)),
  );

afterEach(() => vi.unstubAllEnvs());

describe('zstd', () => {
  it('gives back what it compressed', async () => {
    for (const bytes of [text, randomFillSync(Buffer.alloc(300_000)), Buffer.alloc(0)]) {
      const compressed = await bytesOf(zstdCompress(pieces(bytes, 10_000)));
      expect(compressed.length).toBeGreaterThan(0);
      expect((await bytesOf(zstdDecompress(() => pieces(compressed, 777)))).equals(bytes)).toBe(true);
    }
  });

  it('gives the same bytes however the input is cut', async () => {
    const [left, right] = await Promise.all(
      [zstdCompress(pieces(text, 999)), zstdCompress(pieces(text, 1e6))].map(bytesOf),
    );
    expect(left).toEqual(right);
  });

  it('tells a damaged stream from an intact one', async () => {
    const compressed = await bytesOf(zstdCompress(pieces(text, 10_000)));
    for (const bytes of [compressed.subarray(0, -3), Buffer.from('no zstd at all')]) {
      const { error } = await readUntilError(zstdDecompress(() => pieces(bytes, 10_000)));
      expect(error).toBeInstanceOf(CorruptStreamError);
    }
  });

  it('throws what its input throws', async () => {
    async function* failing(bytes: Buffer): AsyncGenerator<Buffer> {
      yield bytes;
      throw new Error('of the source');
    }
    const compressed = await bytesOf(zstdCompress(pieces(text, 10_000)));
    for (const stream of [zstdCompress(failing(text)), zstdDecompress(() => failing(compressed.subarray(0, -3)))]) {
      const { error } = await readUntilError(stream);
      expect(error).toEqual(new Error('of the source'));
    }
  });

  it('ends when it is left before the end', async () => {
    const random = randomFillSync(Buffer.alloc(3_000_000));
    for await (const chunk of zstdCompress(pieces(random, 65_536))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  it.runIf(support === 'program')('names both ways on when the program is missing', async () => {
    vi.stubEnv('PATH', '/nowhere');
    expect(await zstdSupport()).toBeUndefined();
    for (const stream of [zstdCompress(pieces(text, 10_000)), zstdDecompress(() => pieces(text, 10_000))]) {
      const { error } = await readUntilError(stream);
      expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(/22\.15.*apt-get install zstd/) });
    }
  });
});

describe('an engine of zlib', () => {
  const gzip = (): ReturnType<typeof createGzip> => createGzip();
  const gunzip = (): ReturnType<typeof createGunzip> => createGunzip();

  it('gives back what it compressed', async () => {
    const compressed = await bytesOf(throughEngine(pieces(text, 50_000), gzip));
    expect((await bytesOf(decodeThroughEngine(() => pieces(compressed, 501), gunzip))).equals(text)).toBe(true);
  });

  it('keeps every byte before the damage', async () => {
    const whole = gzipSync(text.subarray(0, 40_000));
    for (const at of [40, 2_000, whole.length - 8]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, at, at + 8);
      const { bytes, error } = await readUntilError(decodeThroughEngine(() => pieces(damaged, 65_536), gunzip));
      const byteByByte = await readUntilError(throughEngine(pieces(damaged, 65_536), gunzip, 0));
      expect(error).toBeInstanceOf(CorruptStreamError);
      expect(bytes.equals(byteByByte.bytes)).toBe(true);
      // Each byte of gzip stands for at least as many of this text.
      expect(bytes.subarray(0, Math.max(0, at - 200)).equals(text.subarray(0, Math.max(0, at - 200)))).toBe(true);
    }
  });
});
