import type { InputFile } from '../../corpus/input-files.ts';
import { readFile } from '../../corpus/read-file.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import { usageError } from '../../vocabulary/error.ts';
import { goldEdit, predictedEdit, type ScoreCase } from './score-case.ts';
import type { RunPrograms } from './run-programs.ts';

/** A case, and the strategy whose program it has; undefined where the row brought its own. */
export interface StrategyCase extends ScoreCase {
  readonly strategy: string | undefined;
}

const COLUMNS = { textColumn: 'text', idColumn: 'id', metadata: 'keep', fromRow: 0 } as const;

/** Rows that bring prediction and gold, in order, one in memory. Throws a usage error for the first that does not. */
export async function* readCases(files: readonly InputFile[]): AsyncGenerator<StrategyCase> {
  for await (const { document, where } of readDocuments(files)) {
    const { id, text } = document;
    const predicted = predictedEdit(document, where);
    yield { id, text, predicted, gold: goldEdit(document, where), strategy: undefined };
  }
}

/** The same of documents with gold, whose programs a run's models wrote; documents without a program are passed over. */
export async function* readRunCases(files: readonly InputFile[], programs: RunPrograms): AsyncGenerator<StrategyCase> {
  for await (const { document, where } of readDocuments(files)) {
    const { id, text } = document;
    for (const [strategy, written] of programs) {
      const program = written.get(id);
      if (program === undefined) continue;
      yield { id, text, predicted: { kind: 'program', program }, gold: goldEdit(document, where), strategy };
    }
  }
}

async function* readDocuments(
  files: readonly InputFile[],
): AsyncGenerator<{ readonly document: SourceDocument; readonly where: string }> {
  for (const [index, file] of files.entries()) {
    for await (const row of readFile(file, index, COLUMNS)) {
      const { position } = row.kind === 'bad' ? row.bad : row.document;
      const where = `${file.label}, row ${position.row + 1}`;
      if (row.kind === 'bad') throw usageError(`${where}: ${row.bad.detail} (${row.bad.reason})`);
      yield { document: row.document, where };
    }
  }
}
