import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

import { decodeThroughEngine, zstdDecompress } from '../text/zstd.ts';
import type { InputFile } from './input-files.ts';
import { unreadable } from './unreadable.ts';

/** Bytes read from disk at a time. */
const CHUNK_BYTES = 262_144;

/**
 * The decompressed bytes of a file, chunk by chunk. Throws a CorruptStreamError after the last bytes of a damaged
 * compressed file, a RewriteError when the file cannot be read.
 */
export async function* fileBytes(file: InputFile): AsyncGenerator<Buffer> {
  const open = (): AsyncGenerator<Buffer> => rawBytes(file);
  switch (file.compression) {
    case 'none':
      yield* rawBytes(file);
      return;
    case 'gzip':
      // An empty file has no gzip header either: it has no rows, and nothing is wrong with it.
      if (file.bytes > 0) yield* decodeThroughEngine(open, () => createGunzip({ chunkSize: 65_536 }));
      return;
    case 'zstd':
      if (file.bytes > 0) yield* zstdDecompress(open);
      return;
  }
}

async function* rawBytes(file: InputFile): AsyncGenerator<Buffer> {
  const stream = file.path === '-' ? process.stdin : createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw unreadable(file.path, error);
  }
}
