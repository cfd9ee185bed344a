import { CorruptStreamError } from '../text/zstd.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import { fileBytes } from './file-bytes.ts';
import type { InputFile } from './input-files.ts';
import { beginsArray, isBlank, isJson, rowOfLine, withoutByteOrderMark } from './json-line.ts';
import { createLineSplitter, type Line } from './line-splitter.ts';
import { isWanted, type ReadOptions } from './read-options.ts';
import { badRow } from './row.ts';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

const ARRAY_HINT = "looks like a JSON array; convert with `jq -c '.[]'`";

/** Reads JSON lines: see `readFile`. */
export async function* readJsonLines(
  file: InputFile,
  fileIndex: number,
  options: ReadOptions,
): AsyncGenerator<CorpusRow> {
  const maxLineBytes = options.maxLineBytes ?? MAX_LINE_BYTES;
  const splitter = createLineSplitter(maxLineBytes);
  const mayBeArray = /\.json(?:\.gz|\.zst)?$/i.test(file.path);
  let lines = 0;
  let row = 0;
  let isArray = false;

  const withLine = (row: CorpusRow, line: Buffer): CorpusRow =>
    options.withLines === true && row.kind === 'document' ? { ...row, line } : row;

  function* rowsOf(complete: Iterable<Line>): Generator<CorpusRow> {
    for (const raw of complete) {
      const line = lines === 0 ? withoutByteOrderMark(raw) : raw;
      lines += 1;
      if (isBlank(line)) continue;
      const position: Position = { file: fileIndex, row };
      row += 1;
      const inArray = mayBeArray && position.row === 0 && beginsArray(line);
      // An array over several lines has no rows to go on with. Wanted or not: the rows must not depend on `fromRow`.
      isArray = inArray && Buffer.isBuffer(line) && !isJson(line);
      if (isWanted(position.row, options)) {
        if (inArray) yield badRow(position, 'input.not_object', ARRAY_HINT);
        else if (Buffer.isBuffer(line)) yield withLine(rowOfLine(line, position, file.label, options), line);
        else yield badRow(position, 'input.too_long', `a line of more than ${maxLineBytes} bytes`);
      }
      if (isArray) return;
    }
  }

  try {
    for await (const chunk of fileBytes(file)) {
      yield* rowsOf(splitter.push(chunk));
      if (isArray) return;
    }
    yield* rowsOf(splitter.end());
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    if (isWanted(row, options)) {
      const detail = `the ${file.compression} data cannot be read from here on: ${error.message}`;
      yield badRow({ file: fileIndex, row }, 'input.truncated', detail);
    }
  }
}
