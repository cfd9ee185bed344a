import { isUtf8 } from 'node:buffer';

import type { CorpusRow, Position } from '../vocabulary/document.ts';
import { excerpt } from './excerpt.ts';
import { quoteLargeIntegers } from './large-integers.ts';
import type { Line } from './line-splitter.ts';
import type { RowOptions } from './read-options.ts';
import { MAX_DEPTH } from './to-json.ts';
import { badRow, type Columns, rowOf } from './row.ts';
import type { RowLine } from './row-lines.ts';

const ARRAY_HINT = "looks like a JSON array; convert with `jq -c '.[]'`";
const ARRAY_OPEN = 0x5b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/** Bytes of a line that is not text which are looked at for a detail. */
const SHOWN_BYTES = 320;

/** Makes a document or a bad row of one line of JSON, without its line feed. */
export function rowOfLine(line: Buffer, position: Position, label: string, options: RowOptions): CorpusRow {
  if (!isUtf8(line)) {
    const what = UTF16_MARKS.some((mark) => startsWith(line, mark)) ? 'UTF-16 (convert with iconv)' : 'not UTF-8';
    return badRow(position, 'input.encoding', `${what}: ${excerpt(line.toString('latin1', 0, SHOWN_BYTES))}`);
  }
  const json = line.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return badRow(position, 'input.malformed', `${excerpt(json)} is not JSON: ${why}`);
  }
  if (!isColumns(value)) return badRow(position, 'input.not_object', `${excerpt(json)} is not an object`);
  return rowOf(withExactIntegers(value, json, options.textColumn), position, label, options);
}

/** The document of a line, or what is wrong with it. `label` is the file's. */
export function rowOfRowLine(
  { line, row, beginsArray }: RowLine,
  fileIndex: number,
  label: string,
  options: RowOptions,
): CorpusRow {
  const position = { file: fileIndex, row };
  if (beginsArray) return badRow(position, 'input.not_object', ARRAY_HINT);
  if (Buffer.isBuffer(line)) return rowOfLine(line, position, label, options);
  return badRow(position, 'input.too_long', `a line of more than ${line.longerThan} bytes`);
}

/** Whether a line holds nothing but white space: such a line is no row. */
export function isBlank(line: Line): boolean {
  return Buffer.isBuffer(line) && firstVisible(line) === undefined;
}

/** Whether a line begins with `[`. */
export function beginsArray(line: Line): boolean {
  return firstVisible(Buffer.isBuffer(line) ? line : line.head) === ARRAY_OPEN;
}

/** Whether a line is complete JSON. */
export function isJson(line: Buffer): boolean {
  try {
    JSON.parse(line.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** The first line of a file without the mark that some editors put there. */
export function withoutByteOrderMark(line: Line): Line {
  if (Buffer.isBuffer(line)) return startsWith(line, BYTE_ORDER_MARK) ? line.subarray(3) : line;
  return startsWith(line.head, BYTE_ORDER_MARK) ? { ...line, head: line.head.subarray(3) } : line;
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

function firstVisible(bytes: Buffer): number | undefined {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return byte;
  return undefined;
}

function isColumns(value: unknown): value is Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a number of 2^53 or more stands anywhere in a value. */
function holdsLargeNumber(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  // Deeper values make no document.
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH + 1) return false;
  for (const member of Object.values(value)) if (holdsLargeNumber(member, depth + 1)) return true;
  return false;
}

/** `JSON.parse` rounds integers beyond 2^53: the same columns with such integers as strings of all their digits. */
function withExactIntegers(columns: Columns, json: string, textColumn: string): Columns {
  if (!holdsLargeNumber(columns, 0)) return columns;
  const quoted = quoteLargeIntegers(json);
  if (quoted === json) return columns;
  const exact = JSON.parse(quoted) as Columns;
  // A number must not come to pass for a text.
  return Object.hasOwn(columns, textColumn) ? { ...exact, [textColumn]: columns[textColumn] } : exact;
}
