import { type Calibration, sigmoid } from './linear-model.ts';

/** A held-out text: what the model says, and what is true. */
export interface HeldOut {
  /** The model's margin, or a log-odds. */
  readonly margin: number;
  readonly positive: boolean;
}

const MOST_STEPS = 100;
const SMALLEST_STEP = 1e-10;
/** Added to the diagonal, so that the steps exist. */
const RIDGE = 1e-12;

/**
 * Platt scaling (Platt 1999; Newton's method with backtracking as in Lin, Lin and Weng 2007): the slope and offset of a
 * logistic curve through the margins, both classes counting the same whatever their numbers, so that a probability is
 * one among as many texts of either class. Targets are smoothed as Platt's, which keeps the slope finite where the
 * classes are told apart without error. Needs a text of each class.
 */
export function plattScaling(heldOut: readonly HeldOut[]): Calibration {
  const positives = heldOut.filter(({ positive }) => positive).length;
  const negatives = heldOut.length - positives;
  const targets = { positive: (positives + 1) / (positives + 2), negative: 1 / (negatives + 2) };
  const weights = { positive: 1 / positives, negative: 1 / negatives };
  const cases = heldOut.map(({ margin, positive }) => {
    const side = positive ? 'positive' : 'negative';
    return { margin, target: targets[side], weight: weights[side] };
  });
  const lossOf = (slope: number, offset: number): number =>
    cases.reduce((sum, { margin, target, weight }) => {
      const x = slope * margin + offset;
      // The cross entropy, in a form that does not overflow.
      return sum + weight * (Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x))));
    }, 0);
  let slope = 0;
  let offset = 0;
  let loss = lossOf(slope, offset);
  for (let step = 0; step < MOST_STEPS; step++) {
    let [a, b, aa, ab, bb] = [0, 0, RIDGE, 0, RIDGE];
    for (const { margin, target, weight } of cases) {
      const p = sigmoid(slope * margin + offset);
      const first = weight * (p - target);
      const second = weight * p * (1 - p);
      a += first * margin;
      b += first;
      aa += second * margin * margin;
      ab += second * margin;
      bb += second;
    }
    const determinant = aa * bb - ab * ab;
    const down = { slope: -(bb * a - ab * b) / determinant, offset: -(aa * b - ab * a) / determinant };
    let size = 1;
    let next = lossOf(slope + down.slope, offset + down.offset);
    while (size > SMALLEST_STEP && !(next < loss)) {
      size /= 2;
      next = lossOf(slope + size * down.slope, offset + size * down.offset);
    }
    if (!(next < loss)) break;
    slope += size * down.slope;
    offset += size * down.offset;
    if (loss - next < 1e-12) break;
    loss = next;
  }
  return { slope, offset };
}
