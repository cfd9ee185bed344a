import { availableParallelism } from 'node:os';
import { rowOfDamage } from '../corpus/json-lines.ts';
import { type RowLine, rowLines } from '../corpus/row-lines.ts';
import { readSource, recordOfRow, type SkippedRow, type SourceRecord } from '../external/read-source.ts';
import type { Source } from '../external/sources.ts';
import { createWorkInOrder } from '../text/work-in-order.ts';
import { CorruptStreamError } from '../text/zstd.ts';
import { createExaminer, type ExaminedRows, type Questions } from './examine.ts';
import { examineLines } from './examine-lines.ts';
import type { BlendSource } from './sources.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Records that are examined at a time where they do not come as lines. */
const BATCH = 256;
/** Threads beyond these find nothing to do: one thread reads. */
const MOST_THREADS = 8;
/** Less input than this is examined before a thread has started. */
const WORTH_A_THREAD_BYTES = 8_000_000;

/** Takes rows in the order of the source. */
type Take = (rows: ExaminedRows) => void;

/** Examines the rows of sources. */
export interface SourceExaminer {
  /**
   * Reads one file after the other and hands over all rows in order. Throws what reading throws, what `take` throws, and
   * the signal's reason.
   */
  examine(source: BlendSource, questions: Questions, take: Take, signal: AbortSignal): Promise<void>;
  /** Ends the threads; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes an examiner of sources. The lines of the user's own files, by far most of what is blended, are parsed on worker
 * threads; what a run wrote, and Parquet, on this one.
 */
export function createSourceExaminer(sources: readonly BlendSource[], tokenizer: Tokenizer): SourceExaminer {
  let takeNext: Take = () => {};
  const threads = createWorkInOrder({
    module: new URL('./examine-lines.js', import.meta.url),
    threads: threadsFor(sources),
    work: examineLines,
    take: (rows) => takeNext(rows),
  });
  return {
    async examine({ settings, files }, questions, take, signal) {
      const columns = { textColumn: settings.text_column, idColumn: settings.id_column };
      const examine = createExaminer(questions, tokenizer);
      takeNext = take;
      for (const [index, file] of files.entries()) {
        if (comesAsLines(file)) await sendLines(file, index);
        else await examineRecords(file, index);
      }
      await threads.end();

      async function sendLines(source: Source, file: number): Promise<void> {
        const { label } = source.file;
        let rows = 0;
        try {
          for await (const read of rowLines(source.file)) {
            signal.throwIfAborted();
            rows += read.length;
            const { lines, memory } = inMemoryOfTheirOwn(read);
            const request = { questions, tokenizer: tokenizer.path, columns, file, label, lines };
            threads.send(request, { transfer: [memory] });
            await threads.keepUp();
          }
        } catch (error) {
          if (!(error instanceof CorruptStreamError)) throw error;
          await threads.end();
          const damage = rowOfDamage(source.file, { file: 0, row: rows }, error);
          take(examine([recordOfRow(damage, label, columns)], file));
        }
      }

      async function examineRecords(source: Source, file: number): Promise<void> {
        await threads.end();
        let batch: (SourceRecord | SkippedRow)[] = [];
        for await (const row of readSource(source, columns)) {
          signal.throwIfAborted();
          batch.push(row);
          if (batch.length < BATCH) continue;
          take(examine(batch, file));
          batch = [];
        }
        take(examine(batch, file));
      }
    },
    close: () => threads.close(),
  };
}

/** Lines that are no JSON are skipped and counted in the user's own files only: in those of a run they are damage. */
function comesAsLines({ kind, file }: Source): boolean {
  return kind === 'file' && file.format === 'jsonl';
}

function threadsFor(sources: readonly BlendSource[]): number {
  const files = sources.flatMap((source) => source.files.filter(comesAsLines));
  const bytes = files.reduce((sum, { file }) => sum + file.bytes, 0);
  const cores = availableParallelism();
  return bytes < WORTH_A_THREAD_BYTES || cores < 2 ? 0 : Math.min(MOST_THREADS, cores);
}

/** The same lines, copied into memory that can be handed over to a thread. */
function inMemoryOfTheirOwn(read: readonly RowLine[]): { readonly lines: RowLine[]; readonly memory: ArrayBuffer } {
  const bytes = read.reduce((sum, { line }) => sum + (Buffer.isBuffer(line) ? line.length : 0), 0);
  const memory = new ArrayBuffer(bytes);
  let at = 0;
  const lines = read.map(({ line, ...rest }): RowLine => {
    if (!Buffer.isBuffer(line)) return { ...rest, line };
    const copy = Buffer.from(memory, at, line.length);
    copy.set(line);
    at += line.length;
    return { ...rest, line: copy };
  });
  return { lines, memory };
}
