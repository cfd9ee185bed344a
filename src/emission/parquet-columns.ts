import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { schemaFromColumnData } from 'hyparquet-writer';

import type { Json, JsonObject } from '../vocabulary/json.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';

/** How a field stands in its column: objects and lists as JSON strings. */
type Cell = 'string' | 'string or null' | 'integer' | 'integer or null' | 'json';

const ACCEPTED_COLUMNS: Readonly<Record<keyof AcceptedRecord, Cell>> = {
  id: 'string',
  text: 'string',
  source_id: 'string',
  strategy: 'string',
  prompt: 'string',
  model: 'string',
  task_sha: 'string',
  token_count: 'integer',
  generated_tokens: 'integer',
  usage: 'json',
  chunk: 'integer or null',
  variables: 'json',
  finish_reason: 'string',
  attempts: 'integer',
  cleaned: 'json',
  program: 'string or null',
  validation: 'json',
  metadata: 'json',
};

const REJECT_COLUMNS: Readonly<Record<keyof RejectRecord, Cell>> = {
  ...ACCEPTED_COLUMNS,
  status: 'string',
  reason: 'string',
  detail: 'string',
};

/** A document of the corpus with its ratings; its other columns stand in `metadata`, as in a record of a run. */
const DOCUMENT_COLUMNS = {
  id: 'string',
  text: 'string',
  annotations: 'json',
  metadata: 'json',
} as const satisfies Readonly<Record<string, Cell>>;

/** Columns whose values hardly repeat: a dictionary would only cost time. */
const DISTINCT = new Set([
  'id',
  'text',
  'task_sha',
  'usage',
  'program',
  'validation',
  'metadata',
  'annotations',
  'detail',
]);

/** What the records of a file are: all accepted, all rejects, or all rated documents. */
export type RecordKind = 'accepted' | 'reject' | 'document';

const CELLS: Readonly<Record<RecordKind, readonly (readonly [string, Cell])[]>> = {
  accepted: Object.entries(ACCEPTED_COLUMNS),
  reject: Object.entries(REJECT_COLUMNS),
  document: Object.entries(DOCUMENT_COLUMNS),
};

/** What a record is. */
export function kindOf(record: JsonObject): RecordKind {
  if ('status' in record) return 'reject';
  return 'task_sha' in record ? 'accepted' : 'document';
}

/** The schema of a file. */
export function schemaOf(kind: RecordKind): SchemaElement[] {
  const columnData = CELLS[kind].map(([name, cell]) => ({
    name,
    data: [],
    type: cell.startsWith('integer') ? ('INT32' as const) : ('STRING' as const),
    nullable: cell.endsWith('or null'),
  }));
  return schemaFromColumnData({ columnData });
}

/** The columns of records of one kind. Throws for one that has other fields, naming it. */
export function columnsOf(records: readonly JsonObject[], kind: RecordKind): ColumnSource[] {
  const cells = CELLS[kind];
  for (const record of records) {
    const fields = Object.keys(record).length;
    if (fields === cells.length) continue;
    throw new Error(`record ${JSON.stringify(record['id'])} has ${fields} fields, not ${cells.length}`);
  }
  return cells.map(([name, cell]) => ({
    name,
    data: records.map((record) => (cell === 'json' ? JSON.stringify(record[name]) : record[name])),
    ...(DISTINCT.has(name) ? { encoding: 'PLAIN' as const } : {}),
    // An index of pages serves large row groups; in ours it would be most of the footer.
    offsetIndex: false,
  }));
}

/** A row as it was read, with its JSON strings parsed again. */
export function recordOfRow(row: Readonly<Record<string, unknown>>): JsonObject {
  const cells: Readonly<Record<string, Cell>> = { ...REJECT_COLUMNS, ...DOCUMENT_COLUMNS };
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Json] => [
      name,
      cells[name] === 'json' ? (JSON.parse(String(value)) as Json) : ((value ?? null) as Json),
    ]),
  );
}
