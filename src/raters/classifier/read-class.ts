import type { InputFile } from '../../corpus/input-files.ts';
import { readFile } from '../../corpus/read-file.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { TrainedClass } from './model-file.ts';

/** What was read of a class. */
export type ReadClass = Pick<TrainedClass, 'files' | 'documents' | 'skipped'>;

/** How the files of a class are read. */
export interface ReadClassOptions {
  readonly textColumn: string;
  /** Documents with the same value there belong together; undefined: each document stands alone. */
  readonly groupColumn: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads the texts of a class, file by file; `visit` gets each with what it belongs to, itself where that is missing. Throws a usage error where no row has a text, naming the first that has none,
 * and the signal's reason.
 */
export async function readClass(
  name: string,
  files: readonly InputFile[],
  { textColumn, groupColumn, signal }: ReadClassOptions,
  visit: (text: string, group: string) => void,
): Promise<ReadClass> {
  const read: { readonly path: string; readonly documents: number }[] = [];
  const skipped: Record<string, number> = {};
  let firstSkipped: string | undefined;
  let all = 0;
  for (const [index, file] of files.entries()) {
    let documents = 0;
    // Ids are of no concern: a column that is not there gives none.
    const metadata = groupColumn === undefined ? 'drop' : 'keep';
    for await (const row of readFile(file, index, { textColumn, idColumn: '', metadata, fromRow: 0 })) {
      signal.throwIfAborted();
      if (row.kind === 'bad') {
        const { reason, detail, position } = row.bad;
        skipped[reason] = (skipped[reason] ?? 0) + 1;
        firstSkipped ??= `${file.label}, row ${position.row}: ${detail}`;
        continue;
      }
      documents += 1;
      const { text } = row.document;
      const group = groupColumn === undefined ? undefined : row.document.metadata[groupColumn];
      visit(text, group === undefined || group === null ? text : JSON.stringify(group));
    }
    read.push({ path: file.label, documents });
    all += documents;
  }
  if (all === 0) throw usageError(`--${name}: no document; ${firstSkipped ?? 'the files have no rows'}`);
  return { files: read, documents: all, skipped };
}
