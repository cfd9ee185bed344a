/** Characters of JSON that are gathered before they go on: what takes well under a millisecond to encode. */
const PIECE_CHARS = 65_536;
/** Bytes in UTF-8 of one UTF-16 unit, at most. */
const MOST_BYTES = 3;

/** Gathers records in JSON into pieces of lines, in UTF-8. */
export interface LineBuffer {
  /** Adds a record as a line; true when there is enough for a piece. */
  add(record: string): boolean;
  /** What was added since the last call, with a line feed after each record; in memory of its own. */
  take(): Uint8Array<ArrayBuffer>;
}

/** Makes an empty buffer. */
export function createLineBuffer(): LineBuffer {
  let lines: string[] = [];
  let chars = 0;
  const kept = Buffer.allocUnsafeSlow(2 * MOST_BYTES * PIECE_CHARS);
  return {
    add(record) {
      lines.push(record);
      chars += record.length + 1;
      return chars >= PIECE_CHARS;
    },
    take() {
      const most = MOST_BYTES * chars;
      const room = most <= kept.length ? kept : Buffer.allocUnsafeSlow(most);
      // One by one: joined they are encoded several times as slowly, as soon as one has a character beyond Latin-1.
      let end = 0;
      for (const line of lines) {
        end += room.write(line, end);
        room[end++] = 0x0a;
      }
      lines = [];
      chars = 0;
      return new Uint8Array(room.subarray(0, end));
    },
  };
}
