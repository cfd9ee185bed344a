import { fileBytes } from './file-bytes.ts';
import type { InputFile } from './input-files.ts';
import { beginsArray, isBlank, isJson, withoutByteOrderMark } from './json-line.ts';
import { createLineSplitter, type Line } from './line-splitter.ts';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** A row as it stands in a file of JSON lines. */
export interface RowLine {
  /** Its number among the rows of the file, from 0. */
  readonly row: number;
  /** A view of the chunk that was read. */
  readonly line: Line;
  /** It begins a JSON array, which is no row. */
  readonly beginsArray: boolean;
}

/**
 * The lines of a file that are rows, those of a chunk of bytes at a time; blank lines are none. An array over several
 * lines has no rows behind its first one. Throws a CorruptStreamError after the last line of a damaged compressed file, a
 * RewriteError where the file cannot be read.
 */
export async function* rowLines(
  file: InputFile,
  maxLineBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<readonly RowLine[]> {
  const splitter = createLineSplitter(maxLineBytes);
  const mayBeArray = /\.json(?:\.gz|\.zst)?$/i.test(file.path);
  let lines = 0;
  let row = 0;
  let isArray = false;

  const rowsOf = (complete: Iterable<Line>): readonly RowLine[] => {
    const rows: RowLine[] = [];
    for (const raw of complete) {
      const line = lines === 0 ? withoutByteOrderMark(raw) : raw;
      lines += 1;
      if (isBlank(line)) continue;
      const inArray = mayBeArray && row === 0 && beginsArray(line);
      rows.push({ row, line, beginsArray: inArray });
      row += 1;
      isArray = inArray && Buffer.isBuffer(line) && !isJson(line);
      if (isArray) break;
    }
    return rows;
  };

  for await (const chunk of fileBytes(file)) {
    yield rowsOf(splitter.push(chunk));
    if (isArray) return;
  }
  yield rowsOf(splitter.end());
}
