import { unitInterval } from '../text/hash.ts';
import type { Position } from '../vocabulary/document.ts';
import { pointOf } from './low-discrepancy.ts';
import { inclusionProbabilities } from './weights.ts';

/** Rows (and files) that share one order of the items, so that every pair of strategies meets sooner or later. */
const BLOCK = 256;

/** One document's choice among the strategies of a mix. */
export interface PickRequest {
  readonly seed: number;
  readonly position: Position;
  /** Weight per strategy, any positive scale. */
  readonly weights: readonly number[];
  /** Indexes of the strategies that accept this document, ascending. */
  readonly eligible: readonly number[];
  /** How many different strategies the document gets; fewer when fewer accept it. */
  readonly picks: number;
}

/**
 * Chooses strategies for one document, without memory of other documents: systematic sampling (Madow 1949) over the
 * inclusion probabilities, started at the document's low-discrepancy point. Returns indexes in ascending order, all
 * different, `min(picks, eligible)` of them.
 */
export function pickStrategies(request: PickRequest): number[] {
  const { seed, position, eligible } = request;
  const picks = Math.min(request.picks, eligible.length);
  if (picks === eligible.length) return [...eligible];
  const order = blockOrder(seed, position, eligible);
  const probabilities = inclusionProbabilities(
    order.map((index) => request.weights[index] ?? 0),
    picks,
  );
  const point = pointOf(seed, position);
  const chosen: number[] = [];
  let reached = 0;
  for (const [place, index] of order.entries()) {
    reached += probabilities[place] ?? 0;
    if (reached > point + chosen.length) chosen.push(index);
    if (chosen.length === picks) break;
  }
  // Rounding can leave the last interval a hair short of its end: it belongs to the last item that is not taken yet.
  for (let place = order.length - 1; chosen.length < picks; place--) {
    const index = order[place];
    if (index !== undefined && !chosen.includes(index)) chosen.push(index);
  }
  return chosen.sort((left, right) => left - right);
}

function blockOrder(seed: number, position: Position, eligible: readonly number[]): number[] {
  const block = [Math.floor(position.file / BLOCK), Math.floor(position.row / BLOCK)];
  const keys = new Map(eligible.map((index) => [index, unitInterval(seed, 'order', ...block, index)]));
  return [...eligible].sort((left, right) => (keys.get(left) ?? 0) - (keys.get(right) ?? 0));
}
