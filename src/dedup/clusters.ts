import type { UnionFind } from './union-find.ts';

/** Records that are near duplicates of each other, and which of them stays. */
export interface Clusters {
  /** The record that stays of this one's cluster: the record itself, unless it is a duplicate. */
  keeperOf(number: number): number;
  /** Clusters of two or more records. */
  readonly count: number;
  readonly largest: number;
  /** Size of clusters (`2`, `3-4`, `5-8`, … each twice the one before) → clusters. */
  readonly sizes: Readonly<Record<string, number>>;
}

/**
 * Chooses the record that stays of each group: the one of the highest value; of equal values the first. 8 bytes a record
 * beside what comes in.
 */
export function clustersOf(groups: UnionFind, values: Float64Array): Clusters {
  const keepers = new Int32Array(values.length);
  const members = new Int32Array(values.length);
  for (let number = 0; number < values.length; number++) {
    const group = groups.find(number);
    const met = members[group] ?? 0;
    members[group] = met + 1;
    const best = keepers[group] ?? 0;
    if (met === 0 || (values[number] ?? 0) > (values[best] ?? 0)) keepers[group] = number;
  }
  // By power of two: clusters of 2^(n−1) + 1 … 2^n records.
  const powers: number[] = [];
  let count = 0;
  let largest = 0;
  for (const size of members) {
    if (size < 2) continue;
    count += 1;
    largest = Math.max(largest, size);
    const power = 32 - Math.clz32(size - 1);
    powers[power] = (powers[power] ?? 0) + 1;
  }
  const sizes = powers.flatMap((clusters, power) => (clusters > 0 ? [[rangeOf(power), clusters] as const] : []));
  return {
    keeperOf: (number) => keepers[groups.find(number)] ?? number,
    count,
    largest,
    sizes: Object.fromEntries(sizes),
  };
}

function rangeOf(power: number): string {
  return power === 1 ? '2' : `${2 ** (power - 1) + 1}-${2 ** power}`;
}
