/** Characters of JSON that are gathered before they go on: what takes well under a millisecond to encode. */
const PIECE_CHARS = 65_536;

/** Gathers records in JSON into pieces of lines, in UTF-8. */
export interface LineBuffer {
  /** Adds a record as a line; true when there is enough for a piece. */
  add(record: string): boolean;
  /** What was added since the last call, with a line feed after each record; in memory of its own. */
  take(): Uint8Array<ArrayBuffer>;
}

/** Makes an empty buffer. */
export function createLineBuffer(): LineBuffer {
  const encoder = new TextEncoder();
  let lines: string[] = [];
  let chars = 0;
  return {
    add(record) {
      lines.push(record, '\n');
      chars += record.length + 1;
      return chars >= PIECE_CHARS;
    },
    take() {
      const bytes = encoder.encode(lines.join(''));
      lines = [];
      chars = 0;
      return bytes;
    },
  };
}
