import type { InputFile } from '../../corpus/input-files.ts';
import { readFile } from '../../corpus/read-file.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { Groups } from './groups.ts';
import type { TrainedClass } from './model-file.ts';

/** What was read of a class. */
export type ReadClass = Pick<TrainedClass, 'files' | 'documents' | 'skipped'>;

/** How the files of a class are read. */
export interface ReadClassOptions {
  readonly textColumn: string;
  readonly groups: Groups;
  readonly signal: AbortSignal;
}

/**
 * Reads the texts of a class, file by file; `visit` gets each with the group it belongs to. Throws a usage error where no
 * row has a text, naming the first that has none, and the signal's reason.
 */
export async function readClass(
  name: string,
  files: readonly InputFile[],
  { textColumn, groups, signal }: ReadClassOptions,
  visit: (text: string, group: string) => void,
): Promise<ReadClass> {
  const read: { readonly path: string; readonly documents: number }[] = [];
  const skipped: Record<string, number> = {};
  let firstSkipped: string | undefined;
  let all = 0;
  for (const [index, file] of files.entries()) {
    let documents = 0;
    // Ids are of no concern: a column that is not there gives none.
    const metadata = groups.column === undefined ? 'drop' : 'keep';
    for await (const row of readFile(file, index, { textColumn, idColumn: '', metadata, fromRow: 0 })) {
      signal.throwIfAborted();
      if (row.kind === 'bad') {
        const { reason, detail, position } = row.bad;
        skipped[reason] = (skipped[reason] ?? 0) + 1;
        firstSkipped ??= `${file.label}, row ${position.row}: ${detail}`;
        continue;
      }
      documents += 1;
      visit(row.document.text, groups.of(row.document));
    }
    read.push({ path: file.label, documents });
    all += documents;
  }
  if (all === 0) throw usageError(`--${name}: no document; ${firstSkipped ?? 'the files have no rows'}`);
  return { files: read, documents: all, skipped };
}
