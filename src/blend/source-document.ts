import type { SourceRecord } from '../external/source-record.ts';
import type { Json, JsonObject } from '../vocabulary/json.ts';
import type { SourceDocument } from '../vocabulary/document.ts';

/** Expressions ask for no position. */
const NOWHERE = { file: 0, row: 0 };

/**
 * A record as expressions see it: by the names of its columns, and those of its source that a run carries in `metadata`
 * without that word before them, so that one expression serves real and synthetic sources.
 */
export function sourceDocument({ id, text, fields }: SourceRecord): SourceDocument {
  return { id, text, position: NOWHERE, metadata: { ...objectOf(fields['metadata']), ...fields } };
}

/** The object that a field is; an empty one where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
