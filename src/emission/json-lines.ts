import { createReadStream } from 'node:fs';
import { createGunzip, createGzip } from 'node:zlib';

import { decodeThroughEngine, type OpenBytes, throughEngine, zstdCompress, zstdDecompress } from '../text/zstd.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { damaged } from './damaged.ts';
import type { ShardEncoder, ShardRecord } from './shard-encoder.ts';

/** Characters of JSON that are gathered before they go on. */
const PIECE_CHARS = 65_536;
const CHUNK_BYTES = 65_536;
const LINE_FEED = 0x0a;

type Bytes = AsyncIterable<Uint8Array>;

/** One record a line, in the record's own order of fields. */
export const linesEncoder: ShardEncoder = encoderThrough(
  (lines) => lines,
  (open) => open(),
);

/** JSON lines in one gzip member: level 6, no time stamp, so that equal records give equal bytes. */
export const gzipLinesEncoder: ShardEncoder = encoderThrough(
  (lines) => throughEngine(lines, () => createGzip({ level: 6, memLevel: 8, chunkSize: CHUNK_BYTES })),
  (open) => decodeThroughEngine(open, () => createGunzip({ chunkSize: CHUNK_BYTES })),
);

/** JSON lines in one zstd frame. */
export const zstdLinesEncoder: ShardEncoder = encoderThrough(zstdCompress, zstdDecompress);

function encoderThrough(
  compress: (lines: AsyncGenerator<Buffer>) => AsyncGenerator<Buffer>,
  decompress: (open: OpenBytes) => Bytes,
): ShardEncoder {
  return {
    encode: (records) => compress(linesOf(records)),
    decode: (path) => recordsOf(path, decompress),
  };
}

async function* linesOf(records: AsyncIterable<readonly ShardRecord[]>): AsyncGenerator<Buffer> {
  let lines: string[] = [];
  let chars = 0;
  for await (const batch of records) {
    for (const record of batch) {
      const line = `${JSON.stringify(record)}\n`;
      lines.push(line);
      chars += line.length;
      if (chars < PIECE_CHARS) continue;
      yield Buffer.from(lines.join(''));
      lines = [];
      chars = 0;
    }
  }
  if (lines.length > 0) yield Buffer.from(lines.join(''));
}

async function* recordsOf(path: string, decompress: (open: OpenBytes) => Bytes): AsyncGenerator<JsonObject> {
  let held: Uint8Array[] = [];
  let line = 0;
  const record = (): JsonObject => {
    line += 1;
    const json = Buffer.concat(held).toString('utf8');
    held = [];
    return JSON.parse(json) as JsonObject;
  };
  try {
    for await (const chunk of decompress(() => createReadStream(path, { highWaterMark: CHUNK_BYTES }))) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        held.push(chunk.subarray(start, end));
        start = end + 1;
        yield record();
      }
      if (start < chunk.length) held.push(chunk.subarray(start));
    }
  } catch (error) {
    throw damaged(path, error, `after line ${line}`);
  }
  if (held.length > 0) throw damaged(path, 'the last line is cut off', `after line ${line}`);
}
