import { unitInterval } from '../text/hash.ts';
import type { Position } from '../vocabulary/document.ts';

/** Fractional part of the golden ratio: the step from row to row, the most evenly spread of all (Kronecker sequence). */
const ROW_STEP = 0.618_033_988_749_894_9;
/** Fractional part of √2: the step from file to file, so that a corpus of one-document files is spread as evenly. */
const FILE_STEP = 0.414_213_562_373_095_1;

/**
 * The point in [0, 1) that a document's choices are read from: a function of the seed and its position alone, so that
 * any part of a corpus can be scheduled without the rest. Consecutive rows fill the interval evenly: over any n rows
 * of a file, the count in an interval is off by O(log n).
 */
export function pointOf(seed: number, position: Position): number {
  const sum = unitInterval(seed, 'rotation') + position.file * FILE_STEP + position.row * ROW_STEP;
  return sum - Math.floor(sum);
}
