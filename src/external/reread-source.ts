import { rowOfLine } from '../corpus/json-line.ts';
import { rowLines } from '../corpus/row-lines.ts';
import { stringInLine } from '../corpus/string-in-line.ts';
import { CorruptStreamError } from '../text/zstd.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { readSource } from './read-source.ts';
import { recordOfRow, recordOfShard, type SourceColumns, type SourceRecord } from './source-record.ts';
import type { Source } from './sources.ts';

/** A record that was read before, as it is written again. */
export interface RecordAgain {
  readonly id: string;
  /** Its fields; the text's may hold something else. */
  readonly fields: JsonObject;
  /** Its text in JSON: a string, or bytes, which are a view, to be used at once. */
  readonly textInJson: () => string | Uint8Array;
  readonly text: () => string;
}

/** A row that was read before: makes its record, at once; undefined where it is none. */
export type RowAgain = () => RecordAgain | undefined;

/** Stands for the text of a line that is parsed without it. */
const STAND_IN = Buffer.from('"-"');

const NO_RECORD: RowAgain = () => undefined;

/**
 * Reads a source once more: the same rows in the same order as `readSource` has them, some at a time. Of JSON lines only
 * those that are asked for are parsed, and their texts not at all: these are by far most of the bytes, and to parse a
 * string and write it anew takes several times as long as to find and copy it. Throws as `readSource` does.
 */
export async function* rereadSource(source: Source, columns: SourceColumns): AsyncGenerator<readonly RowAgain[]> {
  if (source.file.format !== 'jsonl') {
    for await (const row of readSource(source, columns)) yield [row.kind === 'record' ? () => again(row) : NO_RECORD];
    return;
  }
  const record = lineReader(source, columns);
  try {
    for await (const lines of rowLines(source.file)) {
      yield lines.map(({ line, row }) => (Buffer.isBuffer(line) ? () => record(line, row) : NO_RECORD));
    }
  } catch (error) {
    // The first reading has a row for it.
    if (!(error instanceof CorruptStreamError)) throw error;
    yield [NO_RECORD];
  }
}

/** Makes records of a source's lines. */
function lineReader(source: Source, columns: SourceColumns): (line: Buffer, row: number) => RecordAgain | undefined {
  const find = stringInLine(source.kind === 'shard' ? 'text' : columns.textColumn);
  const parse = (line: Buffer, number: number): SourceRecord | undefined => {
    if (source.kind === 'shard')
      return recordOfShard(JSON.parse(line.toString('utf8')) as JsonObject, source.label, number);
    const position = { file: 0, row: number };
    const row = rowOfLine(line, position, source.file.label, { ...columns, metadata: 'keep' });
    const record = recordOfRow(row, source.label, columns);
    return record.kind === 'record' ? record : undefined;
  };
  return (line, row) => {
    const found = find(line);
    if (found === undefined) return again(parse(line, row));
    const start = found.byteOffset - line.byteOffset;
    const rest = Buffer.concat([line.subarray(0, start), STAND_IN, line.subarray(start + found.length)]);
    const record = parse(rest, row);
    return record && { ...record, textInJson: () => found, text: () => JSON.parse(found.toString('utf8')) as string };
  };
}

function again(record: SourceRecord | undefined): RecordAgain | undefined {
  return record && { ...record, textInJson: () => JSON.stringify(record.text), text: () => record.text };
}
