import { bytesOf, type RecordLine } from './shard-encoder.ts';

/** Bytes of JSON that are gathered before they go on: what takes well under a millisecond to encode. */
const PIECE_BYTES = 65_536;

const LINE_FEED = 0x0a;

/** Gathers records into pieces of lines, in UTF-8. */
export interface LineBuffer {
  /** Adds a record as a line; true when there is enough for a piece. */
  add(record: RecordLine): boolean;
  /** What was added since the last call, with a line feed after each record; in memory of its own. */
  take(): Uint8Array<ArrayBuffer>;
}

/**
 * Makes an empty buffer. Each record is encoded by itself: joined first, texts beyond Latin-1 make strings so large that V8
 * keeps each in pages of its own, which takes ten times as long.
 */
export function createLineBuffer(): LineBuffer {
  let lines: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(record) {
      const line = bytesOf(record);
      lines.push(line);
      bytes += line.length + 1;
      return bytes >= PIECE_BYTES;
    },
    take() {
      const piece = new Uint8Array(bytes);
      let at = 0;
      for (const line of lines) {
        piece.set(line, at);
        at += line.length;
        piece[at] = LINE_FEED;
        at += 1;
      }
      lines = [];
      bytes = 0;
      return piece;
    },
  };
}
