import type { SourceRecord } from '../dedup/read-source.ts';
import { fieldAt } from '../text/field-at.ts';
import type { Json } from '../vocabulary/json.ts';

/** The column that every document has without having it. */
const TOKENS = 'tokens';

/**
 * The value in a document's column: by its path in the record, else among the source's columns that a run carries in
 * `metadata`, so that one name serves real and synthetic sources. Undefined where there is none, or null.
 */
export function columnOf({ fields }: SourceRecord, path: string): Json | undefined {
  return fieldAt(fields, path) ?? fieldAt(fields['metadata'] ?? null, path) ?? undefined;
}

/** The number in a document's column, or its tokens; undefined where there is none. */
export function numberOf(record: SourceRecord, tokens: number, path: string): number | undefined {
  const found = columnOf(record, path) ?? (path === TOKENS ? tokens : undefined);
  return typeof found === 'number' && !Number.isNaN(found) ? found : undefined;
}

/** Names of a document's columns, those within `metadata` too, for messages. */
export function columnNames({ fields }: SourceRecord): string[] {
  const metadata = fields['metadata'];
  const inner = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata : {};
  return [...Object.keys(fields), ...Object.keys(inner).map((name) => `metadata.${name}`)];
}
