import { cosine, type UnitVector } from '../../text/vectors.ts';

/** Sweeps of rotations: matrices of this size need about six. */
const SWEEPS = 50;
/** Off-diagonal squares below this are zero. */
const NOTHING = 1e-20;

/**
 * The Vendi score of texts by their directions (Friedman and Dieng 2023): the exponential of the entropy of the
 * eigenvalues of K/n, K the cosines. The number of kinds of text there are, so to say: 1 where all are the same, n where
 * each is at a right angle to all others.
 */
export function vendiScore(vectors: readonly UnitVector[]): number {
  const n = vectors.length;
  const kernel = vectors.map((one, row) =>
    Float64Array.from(vectors, (other, column) => (row === column ? 1 : cosine(one, other)) / n),
  );
  let entropy = 0;
  for (const value of eigenvalues(kernel)) if (value > 0) entropy -= value * Math.log(value);
  return Math.exp(entropy);
}

/** The eigenvalues of a symmetric matrix, in no order, by Jacobi's rotations (Golub and Van Loan, 8.5). Changes it. */
export function eigenvalues(matrix: readonly Float64Array[]): number[] {
  const n = matrix.length;
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  const set = (row: number, column: number, value: number): void => {
    const cells = matrix[row];
    if (cells !== undefined) cells[column] = value;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += at(p, q) ** 2;
    if (off < NOTHING) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cos = 1 / Math.hypot(tangent, 1);
        const sin = tangent * cos;
        for (let k = 0; k < n; k++) {
          const [left, right] = [at(k, p), at(k, q)];
          set(k, p, cos * left - sin * right);
          set(k, q, sin * left + cos * right);
        }
        for (let k = 0; k < n; k++) {
          const [upper, lower] = [at(p, k), at(q, k)];
          set(p, k, cos * upper - sin * lower);
          set(q, k, sin * upper + cos * lower);
        }
      }
    }
  }
  return matrix.map((_, place) => at(place, place));
}
