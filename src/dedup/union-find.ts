/** Numbers 0 … n − 1 in groups that only ever grow together; 4 bytes a number. */
export interface UnionFind {
  /** Puts the groups of two numbers together. */
  union(left: number, right: number): void;
  /** The number that stands for a group: the least of it. */
  find(number: number): number;
}

/** Each number in a group of its own. At most 2^31 − 1 numbers. */
export function createUnionFind(count: number): UnionFind {
  const parent = new Int32Array(count);
  for (let number = 0; number < count; number++) parent[number] = number;
  const find = (number: number): number => {
    let at = number;
    for (let above = parent[at] ?? at; above !== at; above = parent[at] ?? at) {
      // Halves the path on the way: each number points to its grandparent.
      const next = parent[above] ?? above;
      parent[at] = next;
      at = next;
    }
    return at;
  };
  return {
    find,
    union(left, right) {
      const a = find(left);
      const b = find(right);
      if (a < b) parent[b] = a;
      else parent[a] = b;
    },
  };
}
