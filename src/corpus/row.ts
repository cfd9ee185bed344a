import { isUtf8 } from 'node:buffer';

import type { CorpusRow, Position } from '../vocabulary/document.ts';
import type { Json, JsonObject } from '../vocabulary/json.ts';
import { excerpt, excerptNames } from './excerpt.ts';
import type { InputReason } from './input-reasons.ts';
import type { RowOptions } from './read-options.ts';
import { hasLoneSurrogate, toJson, wellFormed } from './to-json.ts';

/** The columns of one row, as the format's reader decoded them. */
export type Columns = Readonly<Record<string, unknown>>;

const NO_METADATA: JsonObject = {};

/**
 * Makes a document of a row's columns, or a bad row with the first thing that is wrong with it. `label` begins the id
 * of a row that has none. Bytes are taken for text where text is expected.
 */
export function rowOf(columns: Columns, position: Position, label: string, options: RowOptions): CorpusRow {
  const bad = (reason: InputReason, detail: string): CorpusRow => badRow(position, reason, detail);
  const { textColumn, idColumn } = options;

  if (!Object.hasOwn(columns, textColumn)) {
    return bad('input.no_text', noTextDetail(textColumn, Object.keys(columns)));
  }
  const text = decoded(columns[textColumn]);
  if (text instanceof Uint8Array) return bad('input.encoding', `column ${excerpt(textColumn)} is not UTF-8`);
  if (typeof text !== 'string') {
    return bad('input.text_type', `column ${excerpt(textColumn)} holds ${excerpt(text)}, not a string`);
  }
  const broken = brokenCharacter(text);
  if (broken !== undefined) return bad('input.encoding', `column ${excerpt(textColumn)} holds ${broken}`);
  if (!/\S/.test(text)) return bad('input.empty_text', `column ${excerpt(textColumn)} holds ${excerpt(text)}`);

  const id = idOf(Object.hasOwn(columns, idColumn) ? columns[idColumn] : null, `${label}#${position.row}`);
  if (typeof id !== 'string') return bad(id.reason, `column ${excerpt(idColumn)} ${id.detail}`);

  const metadata = options.metadata === 'drop' ? NO_METADATA : metadataOf(columns, options);
  if (typeof metadata === 'string') {
    return bad('input.malformed', `column ${excerpt(metadata)} is nested more than 100 levels deep`);
  }
  return { kind: 'document', document: { id, text, position, metadata } };
}

/** A row that becomes no document. */
export function badRow(position: Position, reason: InputReason, detail: string): CorpusRow {
  return { kind: 'bad', bad: { position, reason, detail } };
}

/** The detail of `input.no_text`: what was looked for, and what there is. */
export function noTextDetail(textColumn: string, names: readonly string[]): string {
  const there = names.length === 0 ? 'there are no columns' : `there are ${excerptNames(names)}`;
  return `no column ${excerpt(textColumn)}; ${there}; choose one with --text-column`;
}

/** Old Parquet writers store strings as plain bytes: those are decoded; bytes that are not UTF-8 stay bytes. */
function decoded(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || !isUtf8(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}

function brokenCharacter(text: string): string | undefined {
  const nul = text.indexOf('\0');
  if (nul !== -1) return `a NUL at character ${nul}`;
  return hasLoneSurrogate(text) ? 'a lone surrogate' : undefined;
}

type BadId = { readonly reason: InputReason; readonly detail: string };

function idOf(value: unknown, fallback: string): string | BadId {
  const id = decoded(value);
  if (id === null || id === undefined || id === '') return fallback;
  if (typeof id === 'bigint' || (typeof id === 'number' && Number.isSafeInteger(id))) return String(id);
  if (typeof id !== 'string') {
    return { reason: 'input.id_type', detail: `holds ${excerpt(id)}; ids are strings or whole numbers` };
  }
  const broken = brokenCharacter(id);
  return broken === undefined ? id : { reason: 'input.encoding', detail: `holds ${broken}` };
}

/** All other columns as JSON, or the name of the column that is nested too deep. */
function metadataOf(columns: Columns, options: RowOptions): JsonObject | string {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(columns)) {
    if (name === options.textColumn || name === options.idColumn) continue;
    const json = toJson(value);
    if (json === undefined) return name;
    entries.push([wellFormed(name), json]);
  }
  // Not by assignment: a column may be called `__proto__`.
  return Object.fromEntries(entries);
}
