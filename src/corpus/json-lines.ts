import { CorruptStreamError } from '../text/zstd.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import type { InputFile } from './input-files.ts';
import { rowOfLine } from './json-line.ts';
import { isWanted, type ReadOptions, type RowOptions } from './read-options.ts';
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
        if (isWanted(line.row, options)) yield rowOfRowLine(line, fileIndex, file.label, options);
      }
    }
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    if (isWanted(rows, options)) yield rowOfDamage(file, { file: fileIndex, row: rows }, error);
  }
}

/** The document of a line, or what is wrong with it. `label` is the file's. */
export function rowOfRowLine(
  { line, row, beginsArray }: RowLine,
  fileIndex: number,
  label: string,
  options: RowOptions,
): CorpusRow {
  const position = { file: fileIndex, row };
  if (beginsArray) return badRow(position, 'input.not_object', ARRAY_HINT);
  if (Buffer.isBuffer(line)) return rowOfLine(line, position, label, options);
  return badRow(position, 'input.too_long', `a line of more than ${line.longerThan} bytes`);
}

/** The row that stands for the rest of a file which is damaged from a row on. */
export function rowOfDamage(
  { compression }: Pick<InputFile, 'compression'>,
  position: Position,
  error: CorruptStreamError,
): CorpusRow {
  const detail = `the ${compression} data cannot be read from here on: ${error.message}`;
  return badRow(position, 'input.truncated', detail);
}
