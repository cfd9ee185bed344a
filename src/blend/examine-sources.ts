import { availableParallelism } from 'node:os';
import { rowOfRowLine } from '../corpus/json-line.ts';
import { rowOfDamage } from '../corpus/json-lines.ts';
import { type RowLine, rowLines } from '../corpus/row-lines.ts';
import { readSource } from '../external/read-source.ts';
import { recordOfRow, type SkippedRow, type SourceRecord } from '../external/source-record.ts';
import type { Source } from '../external/sources.ts';
import { createWorkInOrder } from '../text/work-in-order.ts';
import { CorruptStreamError } from '../text/zstd.ts';
import type { CorpusRow } from '../vocabulary/document.ts';
import { createExaminer, type ExaminedRows, type Questions } from './examine.ts';
import { examineLines, type Lines } from './examine-lines.ts';
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
        const here = async (rows: readonly CorpusRow[]): Promise<void> => {
          await threads.end();
          const records = rows.map((row) => recordOfRow(row, label, columns));
          take(examine(records, file));
        };
        let rows = 0;
        try {
          for await (const read of rowLines(source.file)) {
            signal.throwIfAborted();
            rows += read.length;
            const lines = linesOf(read);
            if (lines === undefined)
              await here(read.map((line) => rowOfRowLine(line, 0, label, { ...columns, metadata: 'keep' })));
            else
              threads.send(
                { questions, tokenizer: tokenizer.path, columns, file, label, lines },
                { transfer: [lines.bytes.buffer] },
              );
            await threads.keepUp();
          }
        } catch (error) {
          if (!(error instanceof CorruptStreamError)) throw error;
          await here([rowOfDamage(source.file, { file: 0, row: rows }, error)]);
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

/** Lines in memory that can be handed over to a thread; undefined where one of them cannot be parsed. */
function linesOf(read: readonly RowLine[]): (Lines & { readonly bytes: Uint8Array<ArrayBuffer> }) | undefined {
  let length = 0;
  for (const { line, beginsArray } of read) {
    if (!Buffer.isBuffer(line) || beginsArray) return undefined;
    length += line.length;
  }
  const bytes = new Uint8Array(length);
  const ends = new Uint32Array(read.length);
  let at = 0;
  for (const [index, { line }] of read.entries()) {
    if (!Buffer.isBuffer(line)) return undefined;
    bytes.set(line, at);
    at += line.length;
    ends[index] = at;
  }
  return { bytes, ends, firstRow: read[0]?.row ?? 0 };
}
