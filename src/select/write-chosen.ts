import type { InputFile } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import { createShardSeries } from '../external/shard-series.ts';
import { documentRow } from '../emission/document-row.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import type { WrittenShard } from '../emission/write-shard.ts';
import type { ChosenRows } from '../selection/chosen-rows.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { CorpusColumns, ReadFile } from './read-candidates.ts';

export interface WriteOptions extends CorpusColumns {
  /** Where the shards are made. */
  readonly directory: string;
  readonly format: ShardFormat;
  readonly shardRecords: number;
  readonly signal: AbortSignal;
  /** Called now and then with the documents written so far. */
  readonly onDocuments: (documents: number) => void;
}

/** Documents between two calls of `onDocuments`. */
const TOLD = 4_096;

/**
 * The second pass: writes the chosen documents with every column, in the order of the corpus; of the rest no line is
 * parsed. Throws a mismatch where the input has changed since the first.
 */
export async function writeChosen(
  files: readonly InputFile[],
  read: readonly ReadFile[],
  rows: ChosenRows,
  { textColumn, idColumn, directory, format, shardRecords, signal, onDocuments }: WriteOptions,
): Promise<readonly WrittenShard[]> {
  const series = createShardSeries({ directory, format, shardRecords, signal });
  let first = 0;
  let written = 0;
  try {
    for (const [index, file] of files.entries()) {
      const base = first;
      const known = read[index]?.rows ?? 0;
      const keepRow = (row: number): boolean => row < known && rows.has(base + row);
      let found = 0;
      for await (const row of readFile(file, index, { textColumn, idColumn, metadata: 'keep', fromRow: 0, keepRow })) {
        if (row.kind === 'bad') throw changed(file);
        found += 1;
        const record = JSON.stringify(documentRow(row.document, { format, idColumn, textColumn }));
        const copies = rows.copiesOf(base + row.document.position.row);
        for (let copy = 0; copy < copies; copy++) await series.add(record);
        written += copies;
        if (found % TOLD !== 0) continue;
        signal.throwIfAborted();
        onDocuments(written);
      }
      if (found !== chosenIn(rows, base, known)) throw changed(file);
      first += known;
    }
    return await series.end();
  } finally {
    await series.close();
  }
}

function chosenIn(rows: ChosenRows, base: number, count: number): number {
  let chosen = 0;
  for (let row = base; row < base + count; row++) if (rows.has(row)) chosen += 1;
  return chosen;
}

function changed({ label }: InputFile): RewriteError {
  return new RewriteError(
    'mismatch',
    `${label}: The input changed while it was read: run the same command again when nobody writes to it.`,
  );
}
