import { fieldAt } from '../text/json-path.ts';
import type { SourceRecord } from '../external/source-record.ts';

/**
 * How good a record is: the number in the field that `by` names, with dots for fields within (`validation.grounding`,
 * `metadata.score`), or without `by` the length of its text in UTF-16 units. Minus infinity where the field is missing
 * or holds no number: any record with a number is better.
 */
export function valueOf({ text, fields }: SourceRecord, by: string | undefined): number {
  if (by === undefined) return text.length;
  const found = fieldAt(fields, by.split('.'));
  return typeof found === 'number' && !Number.isNaN(found) ? found : Number.NEGATIVE_INFINITY;
}
