/** What decides which documents of a cluster stay. */
export interface Standing {
  /** Higher values stay first; NaN or −Infinity last. */
  readonly values: ArrayLike<number>;
  /** Decide between equal values; drawn at random. */
  readonly draws: ArrayLike<number>;
}

/**
 * Marks the documents that stay: of each cluster the first `kept[cluster]` by value, then by draw, then by number.
 *
 * @param clusterOf by document; negative for those that are in none
 */
export function chooseWithin(clusterOf: Int32Array, kept: readonly number[], { values, draws }: Standing): Uint8Array {
  const members = new Uint32Array(clusterOf.length);
  let count = 0;
  for (let number = 0; number < clusterOf.length; number++)
    if ((clusterOf[number] ?? -1) >= 0) members[count++] = number;
  const ranked = members.subarray(0, count).sort((left, right) => {
    const byCluster = (clusterOf[left] ?? 0) - (clusterOf[right] ?? 0);
    if (byCluster !== 0) return byCluster;
    const leftValue = values[left] ?? 0;
    const rightValue = values[right] ?? 0;
    if (leftValue !== rightValue) return leftValue > rightValue ? -1 : 1;
    return (draws[left] ?? 0) - (draws[right] ?? 0) || left - right;
  });
  const stays = new Uint8Array(clusterOf.length);
  const left = [...kept];
  for (const number of ranked) {
    const cluster = clusterOf[number] ?? 0;
    const room = left[cluster] ?? 0;
    if (room === 0) continue;
    stays[number] = 1;
    left[cluster] = room - 1;
  }
  return stays;
}
