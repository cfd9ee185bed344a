/**
 * p-values corrected for many comparisons (Holm 1979): the chance that any of those called significant is not stays below
 * the level that they are held against. In the order of what came in; never below it, at most 1.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, at) => ({ p, at })).sort((left, right) => left.p - right.p || left.at - right.at);
  const corrected = ps.map(() => 1);
  let greatest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    greatest = Math.max(greatest, Math.min(1, p * (ps.length - rank)));
    corrected[at] = greatest;
  }
  return corrected;
}
