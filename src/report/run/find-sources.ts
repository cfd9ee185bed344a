import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { findInputFiles } from '../../corpus/input-files.ts';
import { readFile as readRows } from '../../corpus/read-file.ts';
import { SEED_DOCUMENTS } from '../../run/job.ts';

/** Rows of the input that are read. */
const MOST_ROWS = 500_000;

/** A document of the input. */
interface FoundSource {
  readonly id: string;
  readonly text: string;
}

const configSchema = z.object({
  options: z.object({ input: z.array(z.string()).optional(), text_column: z.string(), id_column: z.string() }),
});

/**
 * Documents of a run's input with wanted ids, each once, as they are met; paths count from `cwd`. Nothing is said of an
 * input that is not there any more, or cannot be read.
 */
export async function* findSources(
  folder: string,
  cwd: string,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<FoundSource> {
  const missing = new Set(wanted);
  try {
    const { options } = configSchema.parse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')));
    const { input = [SEED_DOCUMENTS], text_column: textColumn, id_column: idColumn } = options;
    let rows = 0;
    for (const file of await findInputFiles(input, cwd)) {
      if (file.path === '-') continue;
      for await (const row of readRows(file, 0, { textColumn, idColumn, metadata: 'drop', fromRow: 0 })) {
        signal.throwIfAborted();
        if (missing.size === 0 || rows === MOST_ROWS) return;
        rows += 1;
        if (row.kind === 'document' && missing.delete(row.document.id)) yield row.document;
      }
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
}
