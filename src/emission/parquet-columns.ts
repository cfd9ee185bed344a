import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { schemaFromColumnData } from 'hyparquet-writer';

import type { Json, JsonObject } from '../vocabulary/json.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';
import type { ShardRecord } from './shard-encoder.ts';

/** How a field stands in its column: objects and lists as JSON strings. */
type Cell = 'string' | 'integer' | 'integer or null' | 'json';

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
  validation: 'json',
  metadata: 'json',
};

const REJECT_COLUMNS: Readonly<Record<keyof RejectRecord, Cell>> = {
  ...ACCEPTED_COLUMNS,
  status: 'string',
  reason: 'string',
  detail: 'string',
};

/** Columns whose values hardly repeat: a dictionary would only cost time. */
const DISTINCT = new Set(['id', 'text', 'task_sha', 'usage', 'validation', 'metadata', 'detail']);

/** The rows that go into one row group, column by column. */
export interface RowGroupColumns {
  readonly schema: SchemaElement[];
  /** Adds a row; all rows of a file are accepted records, or all are rejects. */
  add(record: ShardRecord): void;
  /** What was added since the last call. */
  take(): ColumnSource[];
}

/** Makes columns for records like the given one; without one, for accepted records. */
export function createColumns(like: ShardRecord | undefined): RowGroupColumns {
  const cells = Object.entries(like !== undefined && 'status' in like ? REJECT_COLUMNS : ACCEPTED_COLUMNS);
  const empty = (): unknown[][] => cells.map(() => []);
  let data = empty();
  const specs = cells.map(([name, cell]) => ({
    name,
    type: cell.startsWith('integer') ? ('INT32' as const) : ('STRING' as const),
    nullable: cell === 'integer or null',
  }));
  return {
    schema: schemaFromColumnData({ columnData: specs.map((spec) => ({ ...spec, data: [] })) }),
    add(record) {
      const fields = Object.entries(record).length;
      if (fields !== cells.length) throw new Error(`record ${record.id} has ${fields} fields, not ${cells.length}`);
      const values: Readonly<Record<string, unknown>> = { ...record };
      for (const [at, [name, cell]] of cells.entries()) {
        data[at]?.push(cell === 'json' ? JSON.stringify(values[name]) : values[name]);
      }
    },
    take() {
      const taken = data;
      data = empty();
      return cells.map(([name], at) => ({
        name,
        data: taken[at] ?? [],
        ...(DISTINCT.has(name) ? { encoding: 'PLAIN' as const } : {}),
      }));
    },
  };
}

/** A row as it was read, with its JSON strings parsed again. */
export function recordOfRow(row: Readonly<Record<string, unknown>>): JsonObject {
  const cells: Readonly<Record<string, Cell>> = REJECT_COLUMNS;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Json] => [
      name,
      cells[name] === 'json' ? (JSON.parse(String(value)) as Json) : ((value ?? null) as Json),
    ]),
  );
}
