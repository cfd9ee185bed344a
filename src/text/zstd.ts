import { spawn } from 'node:child_process';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';

import { usageError } from '../vocabulary/error.ts';

/** A compressed stream that cannot be decoded to its end. Everything before was yielded already. */
export class CorruptStreamError extends Error {
  /** Bytes of input before the piece that could not be decoded; undefined when the input ended too early. */
  readonly before: number | undefined;

  constructor(message: string, options: { readonly before?: number; readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CorruptStreamError';
    this.before = options.before;
  }
}

/** Opens a stream of bytes; each call begins at its start. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

type ZstdEngine = (options: { readonly params: Readonly<Record<number, number>> }) => Transform;

/** What `node:zlib` has of zstd: nothing before Node 22.15. */
const { createZstdCompress, createZstdDecompress } = zlib as {
  readonly createZstdCompress?: ZstdEngine;
  readonly createZstdDecompress?: ZstdEngine;
};

/** Parameter numbers of zstd's own `zstd.h`, which `zlib.constants` of Node 20 lacks. */
const COMPRESSION_LEVEL = 100;
const CHECKSUM_FLAG = 201;
const WINDOW_LOG_MAX = 100;

/** zstd's default level. */
const LEVEL = 3;

/** The largest window that zstd makes (`--long=31`, 2 GiB); public dumps use it, and need that memory to be read. */
const LARGEST_WINDOW_LOG = 31;

/**
 * Bytes given to an engine at a time. Each piece takes a turn of the event loop, so small ones make a busy process
 * wait; what one decodes to is held at once, so large ones cost memory: gzip expands at most 1,032 times (68 MB), real
 * text about 4 times.
 */
const PIECE_BYTES = 65_536;

/** What can read and write zstd here: `node` itself, the `zstd` program, or nothing. */
export async function zstdSupport(): Promise<'node' | 'program' | undefined> {
  if (createZstdDecompress !== undefined) return 'node';
  return new Promise((resolve) => {
    const child = spawn('zstd', ['--version'], { stdio: 'ignore' });
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === 0 ? 'program' : undefined));
  });
}

/**
 * Compresses bytes with zstd, level 3, one thread, with a checksum. The output depends on the bytes and on the zstd
 * that is used, not on how the input is cut. Throws a RewriteError when neither Node nor the `zstd` program can do it.
 */
export function zstdCompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  if (createZstdCompress !== undefined) {
    const params = { [COMPRESSION_LEVEL]: LEVEL, [CHECKSUM_FLAG]: 1 };
    return throughEngine(source, () => createZstdCompress({ params }));
  }
  return throughProgram(source, ['-q', '-c', `-${LEVEL}`, '--single-thread', '--check']);
}

/**
 * Decompresses zstd frames. Throws a CorruptStreamError after the last bytes that could be decoded when the input is
 * not zstd, damaged or cut short; a RewriteError when neither Node nor the `zstd` program can do it; and what the
 * input throws.
 */
export function zstdDecompress(open: OpenBytes): AsyncGenerator<Buffer> {
  if (createZstdDecompress !== undefined) {
    const params = { [WINDOW_LOG_MAX]: LARGEST_WINDOW_LOG };
    return decodeThroughEngine(open, () => createZstdDecompress({ params }));
  }
  return throughProgram(open(), ['-q', '-d', '-c', `--long=${LARGEST_WINDOW_LOG}`]);
}

/**
 * Decodes bytes with an engine of `node:zlib`. Throws a CorruptStreamError after the last bytes that could be decoded,
 * and what the input throws. An engine drops what it decoded in the call that meets the damage; that piece is decoded
 * once more, from the start of the input, byte by byte.
 */
export async function* decodeThroughEngine(open: OpenBytes, createEngine: () => Transform): AsyncGenerator<Buffer> {
  let decoded = 0;
  let before: number;
  try {
    for await (const bytes of throughEngine(open(), createEngine)) {
      decoded += bytes.length;
      yield bytes;
    }
    return;
  } catch (error) {
    if (!(error instanceof CorruptStreamError) || error.before === undefined) throw error;
    before = error.before;
  }
  for await (const bytes of throughEngine(open(), createEngine, before)) {
    if (decoded < bytes.length) yield bytes.subarray(decoded);
    decoded = Math.max(0, decoded - bytes.length);
  }
}

/**
 * Runs bytes through an engine of `node:zlib`, which is made on the first pull and destroyed when the generator ends;
 * from `slowFrom` bytes on, one byte at a time. Throws a CorruptStreamError for the engine's errors and what `source`
 * throws.
 */
export async function* throughEngine(
  source: AsyncIterable<Uint8Array>,
  createEngine: () => Transform,
  slowFrom = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const engine = createEngine();
  const decoded: Buffer[] = [];
  const state: { failure?: Error; ended: boolean; wake: () => void } = { ended: false, wake: () => {} };
  engine.on('data', (bytes: Buffer) => decoded.push(bytes));
  engine.once('end', () => {
    state.ended = true;
    state.wake();
  });
  engine.once('error', (error: Error) => {
    state.failure = error;
    state.wake();
  });
  // An engine that fails or meets the end of its data never calls back for the piece it holds: hence `wake`.
  const settled = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      state.wake = resolve;
      if (state.failure !== undefined || state.ended) resolve();
      else start(resolve);
    });

  try {
    let before = 0;
    for await (const bytes of source) {
      for (let at = 0; at < bytes.length; ) {
        const pieceBytes = before < slowFrom ? Math.min(PIECE_BYTES, slowFrom - before) : 1;
        const piece = bytes.subarray(at, at + pieceBytes);
        await settled((done) => engine.write(piece, () => done()));
        yield* decoded.splice(0);
        if (state.failure !== undefined) throw new CorruptStreamError(state.failure.message, { before });
        at += piece.length;
        before += piece.length;
      }
    }
    await settled(() => engine.end());
    yield* decoded.splice(0);
    if (state.failure !== undefined) throw new CorruptStreamError(state.failure.message);
  } finally {
    engine.destroy();
  }
}

type Exit = { readonly code: number | null; readonly error?: Error };

async function* throughProgram(source: AsyncIterable<Uint8Array>, flags: readonly string[]): AsyncGenerator<Buffer> {
  const child = spawn('zstd', [...flags], { stdio: 'pipe' });
  const exit = new Promise<Exit>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code }));
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-1_000);
  });

  let sourceFailure: { readonly error: unknown } | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      sourceFailure = { error };
      throw error;
    }
  }
  // A program that gives up closes its input (EPIPE): its exit code and its words tell why, not the pipe.
  const fed = pipeline(watched(), child.stdin).catch(() => {});

  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    await fed;
    if (sourceFailure !== undefined) throw sourceFailure.error;
    const { code, error } = await exit;
    if (error !== undefined) throw missing(error);
    if (code !== 0) throw new CorruptStreamError(complaint.trim() || `zstd ended with code ${code}`);
  } finally {
    child.kill();
  }
}

function missing(cause: Error): Error {
  return usageError(
    `zstd is needed for a .zst file and is not here (${cause.message}). ` +
      'Use Node 22.15 or newer, or install the program: apt-get install zstd',
    cause,
  );
}
