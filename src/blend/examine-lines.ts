import { rowOfLine } from '../corpus/json-line.ts';
import { recordOfRow, type SourceColumns } from '../external/source-record.ts';
import { createExaminer, type ExaminedRows, type Questions } from './examine.ts';
import { ESTIMATE, openTokenizer } from './tokenizer.ts';

/** Lines that are rows, one after the other: plain values. */
export interface Lines {
  readonly bytes: Uint8Array;
  /** Where each one ends. */
  readonly ends: Uint32Array;
  /** Number of the first one's row in its file. */
  readonly firstRow: number;
}

/** What is asked of lines. Plain values. */
export interface LinesRequest {
  readonly questions: Questions;
  /** Path of the tokenizer's file; undefined: the estimate. */
  readonly tokenizer: string | undefined;
  readonly columns: SourceColumns;
  /** Index of the file among those of its source. */
  readonly file: number;
  /** As rows without an id, and messages, name the file. */
  readonly label: string;
  readonly lines: Lines;
}

/** The last examiner that was made, since all requests of a source need the same. */
let made: { readonly of: string; readonly examiner: Promise<ReturnType<typeof createExaminer>> } | undefined;

/** Examines lines. A function of plain values alone, so that it can run in a worker thread. */
export async function examineLines({ lines, file, label, columns, ...asked }: LinesRequest): Promise<ExaminedRows> {
  const of = JSON.stringify(asked);
  if (made?.of !== of) made = { of, examiner: examinerOf(asked) };
  const examine = await made.examiner;
  const options = { ...columns, metadata: 'keep' } as const;
  // Buffers arrive on a thread as plain arrays of bytes.
  const bytes = Buffer.from(lines.bytes.buffer, lines.bytes.byteOffset, lines.bytes.byteLength);
  let start = 0;
  const rows = Array.from(lines.ends, (end, at) => {
    const line = bytes.subarray(start, end);
    start = end;
    return recordOfRow(rowOfLine(line, { file: 0, row: lines.firstRow + at }, label, options), label, columns);
  });
  return examine(rows, file);
}

async function examinerOf({ questions, tokenizer }: Pick<LinesRequest, 'questions' | 'tokenizer'>) {
  return createExaminer(
    questions,
    tokenizer === undefined ? ESTIMATE : await openTokenizer(tokenizer, 'tokenizer', '/'),
  );
}
