import { rowOfRowLine } from '../corpus/json-lines.ts';
import type { RowLine } from '../corpus/row-lines.ts';
import { recordOfRow, type SourceColumns } from '../external/read-source.ts';
import { createExaminer, type ExaminedRows, type Questions } from './examine.ts';
import { ESTIMATE, openTokenizer } from './tokenizer.ts';

/** What is asked of the rows of a file of JSON lines. Plain values. */
export interface LinesRequest {
  readonly questions: Questions;
  /** Path of the tokenizer's file; undefined: the estimate. */
  readonly tokenizer: string | undefined;
  readonly columns: SourceColumns;
  /** Index of the file among those of its source. */
  readonly file: number;
  /** As rows without an id, and messages, name the file. */
  readonly label: string;
  readonly lines: readonly RowLine[];
}

/** The last examiner that was made, since all requests of a source need the same. */
let made: { readonly of: string; readonly examiner: Promise<ReturnType<typeof createExaminer>> } | undefined;

/** Examines lines. A pure function of plain values, so that it can run in a worker thread. */
export async function examineLines({ lines, file, label, columns, ...asked }: LinesRequest): Promise<ExaminedRows> {
  const of = JSON.stringify(asked);
  if (made?.of !== of) made = { of, examiner: examinerOf(asked) };
  const examine = await made.examiner;
  const options = { ...columns, metadata: 'keep' } as const;
  const rows = lines.map((line) => recordOfRow(rowOfRowLine(onThread(line), 0, label, options), label, columns));
  return examine(rows, file);
}

async function examinerOf({ questions, tokenizer }: Pick<LinesRequest, 'questions' | 'tokenizer'>) {
  return createExaminer(
    questions,
    tokenizer === undefined ? ESTIMATE : await openTokenizer(tokenizer, 'tokenizer', '/'),
  );
}

/** Buffers arrive on a thread as plain arrays of bytes. */
function onThread({ line, ...rest }: RowLine): RowLine {
  if (!(line instanceof Uint8Array)) return { ...rest, line };
  return { ...rest, line: Buffer.from(line.buffer, line.byteOffset, line.byteLength) };
}
