import type { InputFile } from '../corpus/input-files.ts';
import { ScratchFile } from '../external/scratch-file.ts';
import type { BadRow } from '../vocabulary/document.ts';

/** Rows that are no documents: counted, and listed in a file as a run lists them. */
export interface SkippedRows {
  add(row: BadRow): void;
  /** Reason → rows. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first of them in words, with its file and row. */
  readonly first: string | undefined;
  /** Writes what is left, and closes the file; safe to call twice. */
  close(): void;
}

/** Makes the file: a line `{file, row, reason, detail}` for each row. */
export function createSkippedRows(path: string, files: readonly InputFile[]): SkippedRows {
  const lines = new ScratchFile(path);
  const counts: Record<string, number> = {};
  let first: string | undefined;
  return {
    add({ position, reason, detail }) {
      const file = files[position.file]?.label ?? String(position.file);
      counts[reason] = (counts[reason] ?? 0) + 1;
      first ??= `${file}, row ${position.row}: ${detail}`;
      lines.add(Buffer.from(`${JSON.stringify({ file, row: position.row, reason, detail })}\n`));
    },
    counts,
    get first() {
      return first;
    },
    close() {
      lines.flush();
      lines.close();
    },
  };
}
