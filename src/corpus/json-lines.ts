import { CorruptStreamError } from '../text/zstd.ts';
import type { CorpusRow, Position } from '../vocabulary/document.ts';
import type { InputFile } from './input-files.ts';
import { rowOfRowLine } from './json-line.ts';
import { isWanted, type ReadOptions } from './read-options.ts';
import { badRow } from './row.ts';
import { rowLines } from './row-lines.ts';

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

/** The row that stands for the rest of a file which is damaged from a row on. */
export function rowOfDamage(
  { compression }: Pick<InputFile, 'compression'>,
  position: Position,
  error: CorruptStreamError,
): CorpusRow {
  const detail = `the ${compression} data cannot be read from here on: ${error.message}`;
  return badRow(position, 'input.truncated', detail);
}
