import type { HeldOut } from './calibration.ts';
import { sigmoid } from './linear-model.ts';

/** What is kept when the documents of the highest scores are. */
interface KeptFraction {
  /** Of all held-out documents. */
  readonly fraction: number;
  /** The lowest score that is kept. */
  readonly threshold: number;
  /** Share of the kept documents that are positives; share of the positives, and of the negatives, that are kept. */
  readonly precision: number;
  readonly recall: number;
  readonly negatives_kept: number;
}

/** Documents whose score lies in one tenth of the scale. */
interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly documents: number;
  readonly mean_score: number;
  /** Share that are positives, both classes weighted alike. */
  readonly positives: number;
}

/** How good a classifier is on documents that it has not learnt from; as they stand in its file. */
export interface Evaluation {
  readonly positives: number;
  readonly negatives: number;
  /** Probability that a positive scores higher than a negative, ties counting half. */
  readonly auc: number;
  /** Mean over the two classes of -log(probability of the true class). */
  readonly log_loss: number;
  /** Expected calibration error: the mean distance of score and share in the bins, weighted by their documents. */
  readonly ece: number;
  readonly kept: readonly KeptFraction[];
  readonly reliability: readonly ReliabilityBin[];
}

/** Fractions of which the table tells, besides the one that was asked for. */
const FRACTIONS = [0.01, 0.05, 0.1, 0.2, 0.5];
const BINS = 10;

/** Measures log-odds against the truth. `keep`: a fraction that is told of in any case. Needs a text of each class. */
export function evaluate(heldOut: readonly HeldOut[], keep: number): Evaluation {
  const sorted = heldOut.toSorted((left, right) => right.margin - left.margin);
  const positives = sorted.filter(({ positive }) => positive).length;
  const negatives = sorted.length - positives;
  const weightOf = ({ positive }: HeldOut): number => 0.5 / (positive ? positives : negatives);
  const reliability = reliabilityOf(sorted, weightOf);
  const fractions = [...new Set([...FRACTIONS, keep])].sort((left, right) => left - right);
  return {
    positives,
    negatives,
    auc: aucOf(sorted, positives, negatives),
    log_loss: sorted.reduce((sum, one) => {
      const wrong = one.positive ? -one.margin : one.margin;
      return sum + weightOf(one) * (Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong))));
    }, 0),
    ece: reliability.reduce((sum, { weight, bin }) => sum + weight * Math.abs(bin.mean_score - bin.positives), 0),
    kept: fractions.map((fraction) => keptOf(sorted, fraction, positives, negatives)),
    reliability: reliability.map(({ bin }) => bin),
  };
}

/** By ranks (Mann and Whitney); `sorted` from the highest margin down. */
function aucOf(sorted: readonly HeldOut[], positives: number, negatives: number): number {
  let won = 0;
  let above = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    let tied = 0;
    while (end < sorted.length && sorted[end]?.margin === sorted[start]?.margin) {
      if (sorted[end]?.positive === true) tied += 1;
      end += 1;
    }
    won += (end - start - tied) * (above + tied / 2);
    above += tied;
    start = end;
  }
  return won / (positives * negatives);
}

function keptOf(sorted: readonly HeldOut[], fraction: number, positives: number, negatives: number): KeptFraction {
  const least = Math.max(1, Math.round(fraction * sorted.length));
  const lowest = sorted[least - 1]?.margin ?? 0;
  const kept = sorted.filter(({ margin }) => margin >= lowest);
  const right = kept.filter(({ positive }) => positive).length;
  return {
    fraction,
    threshold: sigmoid(lowest),
    precision: right / kept.length,
    recall: right / positives,
    negatives_kept: (kept.length - right) / negatives,
  };
}

/** The bins that have documents, and the weight of those together. */
function reliabilityOf(
  sorted: readonly HeldOut[],
  weightOf: (one: HeldOut) => number,
): { readonly bin: ReliabilityBin; readonly weight: number }[] {
  const sums = Array.from({ length: BINS }, () => ({ documents: 0, weight: 0, score: 0, positive: 0 }));
  for (const one of sorted) {
    const score = sigmoid(one.margin);
    const sum = sums[Math.min(BINS - 1, Math.floor(score * BINS))];
    if (sum === undefined) continue;
    const weight = weightOf(one);
    sum.documents += 1;
    sum.weight += weight;
    sum.score += weight * score;
    if (one.positive) sum.positive += weight;
  }
  return sums.flatMap(({ documents, weight, score, positive }, place) => {
    if (documents === 0) return [];
    const [from, to] = [place / BINS, (place + 1) / BINS];
    return [{ bin: { from, to, documents, mean_score: score / weight, positives: positive / weight }, weight }];
  });
}
