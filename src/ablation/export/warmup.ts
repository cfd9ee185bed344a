/** Share of the steps in which the rate rises: our choice. */
const SHARE = 0.05;

/**
 * Steps over which Adam's rate should rise at least, 2 / (1 − β2): Ma and Yarats 2021, *On the adequacy of untuned warmup
 * for adaptive optimization* (arXiv 1910.04209).
 */
export function leastWarmup(beta2: number): number {
  return Math.ceil(2 / (1 - beta2) - 1e-9);
}

/** Steps in which the rate rises: 5% of all, {@link leastWarmup} at least, and never more than half of the training. */
export function warmupSteps(steps: number, beta2: number): number {
  return Math.min(Math.max(Math.ceil(SHARE * steps), leastWarmup(beta2)), Math.floor(steps / 2));
}
