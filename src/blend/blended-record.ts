import type { RecordAgain } from '../external/reread-source.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { objectOf } from './source-document.ts';
import type { BlendSource } from './sources.ts';

/** Where a record comes from. */
export interface Provenance {
  readonly source: string;
  /** Name of its phase. */
  readonly phase: string;
  /** 0 where it is taken for the first time. */
  readonly epoch: number;
  readonly tokens: number;
}

/** A record of a blend, the same fields whatever its source: those of runs keep their provenance, others have null. */
export interface BlendedRecord {
  /** `<source>/<id there>`, with `#2` behind it for the second time that it is taken; unique where ids are. */
  readonly id: string;
  readonly text: string;
  /** The id of the original document. */
  readonly source_id: string;
  readonly strategy: string | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly blend: Provenance;
  /** The original's other columns; empty with `metadata: drop`. */
  readonly metadata: JsonObject;
}

/** A record without its text, which is put in where it is written. */
export type RecordHead = Omit<BlendedRecord, 'text'>;

/** What a blend says of a document beside its text. */
export function headOf(
  record: Pick<RecordAgain, 'id' | 'fields'>,
  { name, settings }: BlendSource,
  { phase, epoch, tokens }: Omit<Provenance, 'source'>,
  metadata: 'keep' | 'drop',
): RecordHead {
  const { id, fields } = record;
  const isOfRun = typeof fields['source_id'] === 'string' && typeof fields['strategy'] === 'string';
  const carried = (): JsonObject => (isOfRun ? objectOf(fields['metadata']) : otherColumns(fields, settings));
  const text = (name: string): string | null => (isOfRun && typeof fields[name] === 'string' ? fields[name] : null);
  return {
    id: `${name}/${id}${epoch === 0 ? '' : `#${epoch + 1}`}`,
    source_id: text('source_id') ?? id,
    strategy: text('strategy'),
    prompt: text('prompt'),
    model: text('model'),
    blend: { source: name, phase, epoch, tokens },
    metadata: metadata === 'drop' ? {} : carried(),
  };
}

function otherColumns(fields: JsonObject, { text_column: text, id_column: id }: BlendSource['settings']): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== text && name !== id));
}
