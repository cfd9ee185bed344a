import type { SourceDocument } from '../vocabulary/document.ts';
import type { Json, JsonObject } from '../vocabulary/json.ts';
import type { ShardFormat } from './shard-formats.ts';

/** The column of a document that holds its ratings, by rater. */
export const ANNOTATIONS = 'annotations';
/** In Parquet, the column of all columns that have none of their own. */
const METADATA = 'metadata';

/** How documents are written again. */
export interface DocumentForm {
  readonly format: ShardFormat;
  /** The columns that id and text came from. */
  readonly idColumn: string;
  readonly textColumn: string;
}

/**
 * A document of the corpus as it is written: with all its columns as they were; in Parquet, whose columns are the same in
 * all files, as `id`, `text`, `annotations` and, the others, `metadata`. A document that was read from such a file has the
 * latter two as JSON in strings, and is written as it was.
 */
export function documentRow(
  { id, text, metadata }: Pick<SourceDocument, 'id' | 'text' | 'metadata'>,
  { format, idColumn, textColumn }: DocumentForm,
): JsonObject {
  if (format !== 'parquet') return { [idColumn]: id, [textColumn]: text, ...metadata };
  const { [ANNOTATIONS]: annotations = {}, ...others } = metadata;
  const isOfParquet = Object.keys(others).length === 1;
  return {
    id,
    text,
    [ANNOTATIONS]: objectIn(annotations) ?? annotations,
    [METADATA]: (isOfParquet ? objectIn(others[METADATA]) : undefined) ?? others,
  };
}

/** The object that a column is, or holds as JSON in a string; undefined where it is something else. */
export function objectIn(value: Json | undefined): JsonObject | undefined {
  const found = typeof value === 'string' ? parsed(value) : value;
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as JsonObject) : undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
