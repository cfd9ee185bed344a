import { readFile } from '../corpus/read-file.ts';
import type { Job } from '../run/job.ts';
import { parseExpression } from '../selection/expression/expression.ts';
import { watchColumns } from './columns-met.ts';

/** Documents of a file that are looked at: the first. */
const DOCUMENTS = 100;

/**
 * What is wrong with the columns by which a mix routes documents to its strategies, for a person: none of the first
 * documents of the first, middle and last file has one. Undefined where all are there, where no strategy has a condition,
 * and for standard input, which cannot be looked at twice. It is no error: a column may begin later on.
 */
export async function missingRoutingColumns({ mix, files, options }: Job): Promise<string | undefined> {
  const routed = mix.entries.flatMap(({ strategy: { name, accepts } }) =>
    accepts.where === undefined ? [] : [{ name, condition: parseExpression(accepts.where, 'where') }],
  );
  if (routed.length === 0) return undefined;
  const columns = watchColumns(
    routed.map(({ condition }) => condition),
    () => {},
  );
  const columnsOf = { textColumn: options.text_column, idColumn: options.id_column };
  const places = new Set([0, Math.floor(files.length / 2), files.length - 1]);
  for (const index of places) {
    const file = files[index];
    if (file === undefined || file.path === '-') continue;
    let seen = 0;
    for await (const row of readFile(file, index, { ...columnsOf, metadata: 'keep', fromRow: 0 })) {
      if (row.kind === 'document') columns.see(row.document);
      seen += 1;
      if (seen === DOCUMENTS) break;
    }
  }
  const missing = columns.missing('none of the documents that were looked at');
  if (missing === undefined) return undefined;
  const names = routed.map(({ name }) => name).join(', ');
  return `${missing}. The conditions (where) of ${names} ask for it; what no strategy takes is skipped.`;
}
