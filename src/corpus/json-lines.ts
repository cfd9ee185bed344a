import { CorruptStreamError } from '../text/zstd.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import type { InputFile } from './input-files.ts';
import { rowOfLine } from './json-line.ts';
import { isWanted, type ReadOptions } from './read-options.ts';
import { badRow } from './row.ts';
import { type RowLine, rowLines } from './row-lines.ts';

const ARRAY_HINT = "looks like a JSON array; convert with `jq -c '.[]'`";

/** Reads JSON lines: see `readFile`. */
export async function* readJsonLines(
  file: InputFile,
  fileIndex: number,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const { maxLineBytes } = options;
  let rows = 0;
  try {
    for await (const lines of rowLines(file, maxLineBytes)) {
      for (const line of lines) {
        rows += 1;
        if (isWanted(line.row, options)) yield rowOf(line, { file: fileIndex, row: line.row });
      }
    }
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    if (isWanted(rows, options)) {
      const detail = `the ${file.compression} data cannot be read from here on: ${error.message}`;
      yield badRow({ file: fileIndex, row: rows }, 'input.truncated', detail);
    }
  }

  function rowOf({ line, beginsArray }: RowLine, position: Position): CorpusRow {
    if (beginsArray) return badRow(position, 'input.not_object', ARRAY_HINT);
    if (Buffer.isBuffer(line)) return rowOfLine(line, position, file.label, options);
    return badRow(position, 'input.too_long', `a line of more than ${line.longerThan} bytes`);
  }
}
