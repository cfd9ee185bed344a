import { readFile } from '../corpus/read-file.ts';
import { readShard } from '../emission/read-shard.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { Source } from './sources.ts';

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
  /** As it stands in a file of JSON lines of the user's own; a view, to be used at once. Undefined elsewhere. */
  readonly line: Buffer | undefined;
}

/** A row of a user's own file that is no document. */
export interface SkippedRow {
  readonly kind: 'skipped';
  /** One of the `input.` reasons. */
  readonly reason: string;
  /** What is wrong with it and where, for a person. */
  readonly detail: string;
}

/** Reads a source's records in order, one at a time. Throws a mismatch where a shard is damaged. */
export async function* readSource(source: Source, columns: SourceColumns): AsyncGenerator<SourceRecord | SkippedRow> {
  if (source.kind === 'shard') {
    let number = 0;
    for await (const fields of readShard(source.path)) {
      const { id, text } = fields;
      if (typeof id !== 'string' || typeof text !== 'string') {
        throw new RewriteError(
          'mismatch',
          `${source.label}, record ${number}: no id or no text. Are they in other columns? Then name the files with --input, and the columns.`,
        );
      }
      yield { kind: 'record', id, text, fields, line: undefined };
      number += 1;
    }
    return;
  }
  const { textColumn, idColumn } = columns;
  const options = { textColumn, idColumn, metadata: 'keep', fromRow: 0, withLines: true } as const;
  for await (const row of readFile(source.file, 0, options)) {
    if (row.kind === 'bad') {
      const { position, reason, detail } = row.bad;
      yield { kind: 'skipped', reason, detail: `${source.label}, row ${position.row}: ${detail}` };
      continue;
    }
    const { id, text, metadata } = row.document;
    yield { kind: 'record', id, text, fields: { [idColumn]: id, [textColumn]: text, ...metadata }, line: row.line };
  }
}
