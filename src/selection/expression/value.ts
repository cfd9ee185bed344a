import type { Json } from '../../vocabulary/json.ts';
import type { SelectionReason } from '../reasons.ts';

/** An operation that makes no sense on what a document holds; it spreads through whatever is computed from it. */
export interface Fault {
  readonly reason: Extract<SelectionReason, `selection.${'not_a_number' | 'out_of_range' | 'type'}`>;
}

export const NOT_A_NUMBER: Fault = { reason: 'selection.not_a_number' };
export const OUT_OF_RANGE: Fault = { reason: 'selection.out_of_range' };
export const WRONG_TYPE: Fault = { reason: 'selection.type' };

/** What an expression comes to on one document. Null is an unknown value. */
export type Value = number | string | boolean | null | Fault;

export function isFault(value: Value): value is Fault {
  return typeof value === 'object' && value !== null;
}

/** A column's value: lists and objects are none that can be computed with. */
export function valueOf(json: Json | undefined): Value {
  if (json === undefined || json === null) return null;
  return typeof json === 'object' ? WRONG_TYPE : json;
}
