/** How much of what was predicted is right, and how much of what is right was predicted: counts of lines, words, documents. */
export interface Overlap {
  readonly both: number;
  readonly predicted: number;
  readonly gold: number;
}

export const NO_OVERLAP: Overlap = { both: 0, predicted: 0, gold: 0 };

/** Precision, recall and F1, from 0 to 1; null where there is nothing to divide by. */
export interface Scores {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Counts added up: the scores of the sum weigh every line, word or document alike. */
export function addOverlaps(left: Overlap, right: Overlap): Overlap {
  return {
    both: left.both + right.both,
    predicted: left.predicted + right.predicted,
    gold: left.gold + right.gold,
  };
}

export function scoresOf({ both, predicted, gold }: Overlap): Scores {
  return {
    precision: ratio(both, predicted),
    recall: ratio(both, gold),
    f1: ratio(2 * both, predicted + gold),
  };
}

/** The overlap of two choices among things that weigh something; by default each weighs 1. */
export function overlapOf(
  predicted: readonly boolean[],
  gold: readonly boolean[],
  weights?: readonly number[],
): Overlap {
  const sums = { both: 0, predicted: 0, gold: 0 };
  for (const [at, chosen] of predicted.entries()) {
    const weight = weights === undefined ? 1 : (weights[at] ?? 0);
    const right = gold[at] === true;
    if (chosen) sums.predicted += weight;
    if (right) sums.gold += weight;
    if (chosen && right) sums.both += weight;
  }
  return sums;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
