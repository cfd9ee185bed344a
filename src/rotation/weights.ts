/**
 * Inclusion probabilities for drawing `picks` different items with the given weights (any positive scale): they sum to
 * `picks` and none exceeds 1. What an item cannot take is shared out among the others in proportion to their weights.
 * With `picks` ≥ items, each is 1.
 */
export function inclusionProbabilities(weights: readonly number[], picks: number): number[] {
  const probabilities = weights.map(() => 1);
  let open = weights.map((_, index) => index);
  let left = Math.min(picks, weights.length);
  while (open.length > left) {
    const total = open.reduce((sum, index) => sum + (weights[index] ?? 0), 0);
    const scale = left / total;
    const full = open.filter((index) => (weights[index] ?? 0) * scale >= 1);
    if (full.length === 0) {
      for (const index of open) probabilities[index] = (weights[index] ?? 0) * scale;
      return probabilities;
    }
    open = open.filter((index) => !full.includes(index));
    left -= full.length;
  }
  return probabilities;
}
