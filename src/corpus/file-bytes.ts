import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

import { decodeThroughEngine, zstdDecompress } from '../text/zstd.ts';
import type { InputFile } from './input-files.ts';
import { readAhead } from './read-ahead.ts';
import { unreadable } from './unreadable.ts';

/** Bytes read from disk at a time. */
const CHUNK_BYTES = 524_288;
/** Decompressed bytes that wait for whoever reads rows: some thousand documents. */
const AHEAD_BYTES = 4 * 1_048_576;

/** What is to be known of a file. */
type FileOfBytes = Pick<InputFile, 'path' | 'bytes' | 'compression'>;

/**
 * The decompressed bytes of a file, chunk by chunk, a few megabytes of them fetched ahead. Throws a CorruptStreamError
 * after the last bytes of a damaged compressed file, a RewriteError when the file cannot be read.
 */
export function fileBytes(file: FileOfBytes): AsyncGenerator<Buffer> {
  return readAhead((signal) => decompressed(file, signal), AHEAD_BYTES);
}

async function* decompressed(file: FileOfBytes, signal: AbortSignal): AsyncGenerator<Buffer> {
  const open = (): AsyncGenerator<Buffer> => rawBytes(file, signal);
  switch (file.compression) {
    case 'none':
      yield* open();
      return;
    case 'gzip':
      // An empty file has no gzip header either: it has no rows, and nothing is wrong with it.
      if (file.bytes > 0) yield* decodeThroughEngine(open, () => createGunzip({ chunkSize: CHUNK_BYTES }));
      return;
    case 'zstd':
      if (file.bytes > 0) yield* zstdDecompress(open);
      return;
  }
}

async function* rawBytes(file: FileOfBytes, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = file.path === '-' ? process.stdin : createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw unreadable(file.path, error);
  }
}
