/** What is taken off a count: of 1, of 2, of 3 and more. */
export type Discounts = readonly [number, number, number];

/** Where counts of counts say nothing (a text too short): those that KenLM falls back to. */
const FALLBACK: Discounts = [0.5, 1, 1.5];

/**
 * The discounts of modified Kneser-Ney smoothing (Chen and Goodman 1998, equation 26) from how many n-grams have the
 * counts 1 to 4: Y = n1 / (n1 + 2 n2), D_k = k − (k + 1) Y n_{k+1} / n_k. {@link FALLBACK} where one of n1 … n4 is 0 or
 * a discount falls outside of 0 … k.
 */
export function discountsOf([n1, n2, n3, n4]: readonly [number, number, number, number]): Discounts {
  if (n1 === 0 || n2 === 0 || n3 === 0 || n4 === 0) return FALLBACK;
  const y = n1 / (n1 + 2 * n2);
  const discounts: Discounts = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
  return discounts.every((discount, index) => discount >= 0 && discount <= index + 1) ? discounts : FALLBACK;
}
