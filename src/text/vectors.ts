/** A direction in space: a vector of length 1, or of length 0 where there is none. */
export type UnitVector = Float32Array;

/** The vector scaled to length 1; one without a length as it is. */
export function toUnit(vector: Float32Array): UnitVector {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** The cosine of the angle between two directions, from -1 to 1: 0 where one of them is none. */
export function cosine(left: UnitVector, right: UnitVector): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** The direction of the weighted mean of vectors of one length; at least one of them. */
export function meanDirection(
  weighted: readonly { readonly vector: Float32Array; readonly weight: number }[],
): UnitVector {
  const sum = new Float32Array(weighted[0]?.vector.length ?? 0);
  for (const { vector, weight } of weighted) {
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + weight * (vector[at] ?? 0);
  }
  return toUnit(sum);
}
