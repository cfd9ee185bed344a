/**
 * How much less a cluster keeps where its documents differ less: a spread that is smaller by this much keeps e times fewer.
 * The temperature at which Abbas et al. (2024) turn complexities into parts.
 */
const TEMPERATURE = 0.1;

/** What the kept shares follow from: `min(1, exp((spread − whole_from) / temperature))`, one document at least. */
export interface KeptShareRule {
  /** The spread from which on a cluster keeps all of its documents; may be more than any has. */
  readonly whole_from: number;
  readonly temperature: number;
}

/** How many documents of each cluster stay, and by what rule, to within a document. */
export interface ConceptQuotas {
  readonly kept: readonly number[];
  readonly rule: KeptShareRule;
}

/**
 * How many documents of each cluster stay, of `total`: the kept share follows from the cluster's spread alone, so that of a
 * tight one few stay and of a varied one many, whatever their sizes. None keeps more than it has, and each that has any
 * keeps one, be they more than `total`; else the numbers add up to it.
 *
 * After density-based pruning (Abbas et al. 2024, "Effective pruning of web-scale datasets based on complexity of concept
 * clusters", arXiv 2401.04578). There clusters have parts of the whole, which follow from spread times the distance to
 * other clusters: a small cluster of documents that repeat each other keeps all, where it lies apart.
 */
export function quotas(sizes: readonly number[], spreads: readonly number[], total: number): ConceptQuotas {
  const wanted = (wholeFrom: number): number[] =>
    sizes.map((size, cluster) => {
      const share = Math.min(1, Math.exp(((spreads[cluster] ?? 0) - wholeFrom) / TEMPERATURE));
      return Math.max(Math.min(1, size), size * share);
    });
  const ruleOf = (wholeFrom: number): KeptShareRule => ({ whole_from: wholeFrom, temperature: TEMPERATURE });
  // At the one end all clusters keep all, at the other each keeps its one.
  let low = Math.min(0, ...spreads);
  let high = Math.max(0, ...spreads) + TEMPERATURE * Math.log(Math.max(1, ...sizes));
  if (total >= sum(sizes)) return { kept: [...sizes], rule: ruleOf(low) };
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (sum(wanted(middle)) > total) low = middle;
    else high = middle;
  }
  return { kept: rounded(wanted(high), sizes, total), rule: ruleOf(high) };
}

/** Whole numbers with the same sum: rounded down, then one more for those that lost most. */
function rounded(exact: readonly number[], sizes: readonly number[], total: number): number[] {
  const whole = exact.map((kept) => Math.floor(kept + 1e-9));
  const byLoss = exact
    .map((kept, cluster) => ({ cluster, lost: kept - (whole[cluster] ?? 0) }))
    .sort((left, right) => right.lost - left.lost || left.cluster - right.cluster);
  let missing = total - sum(whole);
  for (const { cluster } of byLoss) {
    if (missing <= 0) break;
    if ((whole[cluster] ?? 0) >= (sizes[cluster] ?? 0)) continue;
    whole[cluster] = (whole[cluster] ?? 0) + 1;
    missing -= 1;
  }
  return whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}
