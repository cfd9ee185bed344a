import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { schemaFromColumnData } from 'hyparquet-writer';

import type { Json, JsonObject } from '../vocabulary/json.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';

/** How a field stands in its column: objects and lists as JSON strings, but for lists of numbers that training reads. */
type Cell = 'string' | 'string or null' | 'integer' | 'integer or null' | 'json' | 'integers';

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

/** A document of the corpus, rated or chosen; all but its ratings stand in `metadata`, as in a record of a run. */
const DOCUMENT_COLUMNS = {
  id: 'string',
  text: 'string',
  annotations: 'json',
  metadata: 'json',
} as const satisfies Readonly<Record<string, Cell>>;

/** A document of a blend. */
const BLENDED_COLUMNS: Readonly<Record<string, Cell>> = {
  id: 'string',
  text: 'string',
  source_id: 'string',
  strategy: 'string or null',
  prompt: 'string or null',
  model: 'string or null',
  blend: 'json',
  metadata: 'json',
};

/** A sequence of packed documents, as text. */
const SEQUENCE_COLUMNS: Readonly<Record<string, Cell>> = {
  id: 'string',
  text: 'string',
  tokens: 'integer',
  documents: 'json',
};

/** The same as token ids. */
const ID_SEQUENCE_COLUMNS: Readonly<Record<string, Cell>> = {
  id: 'string',
  input_ids: 'integers',
  seq_lengths: 'integers',
  tokens: 'integer',
  documents: 'json',
};

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
  'documents',
]);

/** What the records of a file are, all of them. */
export type RecordKind = 'accepted' | 'reject' | 'document' | 'blended' | 'sequence' | 'id sequence';

const CELLS: Readonly<Record<RecordKind, readonly (readonly [string, Cell])[]>> = {
  accepted: Object.entries(ACCEPTED_COLUMNS),
  reject: Object.entries(REJECT_COLUMNS),
  document: Object.entries(DOCUMENT_COLUMNS),
  blended: Object.entries(BLENDED_COLUMNS),
  sequence: Object.entries(SEQUENCE_COLUMNS),
  'id sequence': Object.entries(ID_SEQUENCE_COLUMNS),
};

/** What a record is. */
export function kindOf(record: JsonObject): RecordKind {
  if ('status' in record) return 'reject';
  if ('blend' in record) return 'blended';
  if ('documents' in record) return 'input_ids' in record ? 'id sequence' : 'sequence';
  return 'task_sha' in record ? 'accepted' : 'document';
}

/** The schema of a file. */
export function schemaOf(kind: RecordKind): SchemaElement[] {
  const cells = CELLS[kind];
  const columnData = cells.map(([name, cell]) => ({
    name,
    data: [],
    type: cell.startsWith('integer') ? ('INT32' as const) : ('STRING' as const),
    nullable: cell.endsWith('or null'),
  }));
  const [root, ...columns] = schemaFromColumnData({ columnData });
  if (root === undefined) throw new Error('A schema has a root.');
  return [root, ...columns.flatMap((column, index) => (cells[index]?.[1] === 'integers' ? listOf(column) : [column]))];
}

/** A column of lists of required values, in the three levels that Parquet's format asks for. */
function listOf({ name, ...element }: SchemaElement): SchemaElement[] {
  return [
    { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { ...element, name: 'element' },
  ];
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

/** Fields that are JSON strings; one that is so in a kind of records is so in all. */
const JSON_FIELDS: ReadonlySet<string> = new Set(
  Object.values(CELLS)
    .flat()
    .flatMap(([name, cell]) => (cell === 'json' ? [name] : [])),
);

/** A row as it was read, with its JSON strings parsed again. */
export function recordOfRow(row: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Json] => [
      name,
      JSON_FIELDS.has(name) ? (JSON.parse(String(value)) as Json) : ((value ?? null) as Json),
    ]),
  );
}
