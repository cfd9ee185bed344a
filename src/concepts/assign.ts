import { DIMENSIONS, type DocumentVectors } from './document-vectors.ts';
import { nearestTo } from './k-means.ts';

/** A document and its cosine with its centroid. */
interface Member {
  readonly number: number;
  readonly similarity: number;
}

/** The cluster of each document, and what is known of each cluster. */
export interface Assignment {
  /** By document; −1 for those that are not wanted. */
  readonly clusterOf: Int32Array;
  /** Documents of each cluster. */
  readonly sizes: readonly number[];
  /**
   * How much two different documents of a cluster differ, on average: the mean of 1 − cosine over all pairs. Near 0 where
   * they repeat each other, near 1 where they have nothing in common; 0 for a cluster of one. The distance to the centroid
   * would not do: a centroid lies the nearer, the fewer documents it is made of.
   */
  readonly spreads: readonly number[];
  /** Of each cluster, the documents nearest to its centroid. */
  readonly nearest: readonly (readonly Member[])[];
}

/** Gives each document that is wanted to its nearest centroid. Throws the signal's reason. */
export function assign(
  vectors: DocumentVectors,
  centroids: Float32Array,
  { isWanted, examples, signal }: { isWanted: (number: number) => boolean; examples: number; signal: AbortSignal },
): Assignment {
  const clusters = centroids.length / DIMENSIONS;
  const clusterOf = new Int32Array(vectors.count).fill(-1);
  const sizes = Array.from({ length: clusters }, () => 0);
  const sums = new Float64Array(centroids.length);
  const squares = new Float64Array(clusters);
  const nearest: Member[][] = Array.from({ length: clusters }, () => []);
  const vector = new Float32Array(DIMENSIONS);
  for (let number = 0; number < vectors.count; number++) {
    if (number % 4096 === 0) signal.throwIfAborted();
    if (!isWanted(number)) continue;
    vectors.read(number, vector);
    const { cluster, similarity } = nearestTo(vector, centroids);
    clusterOf[number] = cluster;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    const at = cluster * DIMENSIONS;
    let square = 0;
    for (let index = 0; index < DIMENSIONS; index++) {
      const value = vector[index] ?? 0;
      sums[at + index] = (sums[at + index] ?? 0) + value;
      square += value * value;
    }
    squares[cluster] = (squares[cluster] ?? 0) + square;
    keepNearest(nearest[cluster] ?? [], { number, similarity }, examples);
  }
  const spreads = sizes.map((size, cluster) => {
    const sum = sums.subarray(cluster * DIMENSIONS, (cluster + 1) * DIMENSIONS);
    return spreadOf(size, sum, squares[cluster] ?? 0);
  });
  return { clusterOf, sizes, spreads, nearest };
}

/** From the sum of a cluster's vectors, whose square has the products of all pairs, twice each, and its own squares. */
function spreadOf(size: number, sum: Float64Array, squares: number): number {
  if (size < 2) return 0;
  const products = sum.reduce((before, value) => before + value * value, 0) - squares;
  return 1 - products / (size * (size - 1));
}

function keepNearest(members: Member[], member: Member, most: number): void {
  const last = members.at(-1);
  if (members.length === most && last !== undefined && member.similarity <= last.similarity) return;
  members.push(member);
  members.sort((left, right) => right.similarity - left.similarity);
  members.length = Math.min(members.length, most);
}
