import type { CorpusRow } from '../vocabulary/document.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { JsonObject } from '../vocabulary/json.ts';

/** Where the text and the id of a row stand in files that no run wrote. */
export interface SourceColumns {
  readonly textColumn: string;
  readonly idColumn: string;
}

/** A record as it is compared, and as it will be written again. */
export interface SourceRecord {
  readonly kind: 'record';
  readonly id: string;
  readonly text: string;
  /** With every field it came with. */
  readonly fields: JsonObject;
}

/** A row of a user's own file that is no document. */
export interface SkippedRow {
  readonly kind: 'skipped';
  /** One of the `input.` reasons. */
  readonly reason: string;
  /** What is wrong with it and where, for a person. */
  readonly detail: string;
}

/** The record of a row of a user's own file, if it is one. */
export function recordOfRow(row: CorpusRow, label: string, columns: SourceColumns): SourceRecord | SkippedRow {
  if (row.kind === 'bad') {
    const { position, reason, detail } = row.bad;
    return { kind: 'skipped', reason, detail: `${label}, row ${position.row}: ${detail}` };
  }
  const { id, text, metadata } = row.document;
  return { kind: 'record', id, text, fields: { [columns.idColumn]: id, [columns.textColumn]: text, ...metadata } };
}

/** The record of a shard of a run that has these fields. Throws a mismatch where it has no id or no text. */
export function recordOfShard(fields: JsonObject, label: string, number: number): SourceRecord {
  const { id, text } = fields;
  if (typeof id === 'string' && typeof text === 'string') return { kind: 'record', id, text, fields };
  throw new RewriteError(
    'mismatch',
    `${label}, record ${number}: no id or no text. Are they in other columns? Then name the files with --input, and the columns.`,
  );
}
