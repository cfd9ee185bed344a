import type { findTextFiles, InputFile } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import type { Json } from '../vocabulary/json.ts';
import { type ReadItem, readTextItems } from './text-items.ts';

/** A file of a benchmark: rows, or plain text. */
export type BenchmarkFile = Awaited<ReturnType<typeof findTextFiles>>[number];

/**
 * The items of a benchmark's file, in order: a row each, with the texts of the columns, empty where a column but the
 * first is missing; of plain text as {@link readTextItems} has them. Throws a RewriteError where the file cannot be read.
 */
export async function* readItems(
  file: BenchmarkFile,
  index: number,
  [first = 'text', ...others]: readonly string[],
): AsyncGenerator<ReadItem> {
  if (!hasRows(file)) {
    yield* readTextItems(file);
    return;
  }
  // The id is of no concern: a column that is not there gives none.
  const options = { textColumn: first, idColumn: '', metadata: 'keep', fromRow: 0 } as const;
  for await (const row of readFile(file, index, options)) {
    if (row.kind === 'bad') yield { kind: 'unreadable', detail: `row ${row.bad.position.row}: ${row.bad.detail}` };
    else {
      const { text, metadata } = row.document;
      yield { kind: 'item', texts: [text, ...others.map((column) => textOf(metadata[column]))] };
    }
  }
}

function hasRows(file: BenchmarkFile): file is InputFile {
  return file.format !== 'text';
}

/** All text in a value: choices of an answer are one text. */
function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value)
    .map((part: Json) => textOf(part))
    .join('\n');
}
