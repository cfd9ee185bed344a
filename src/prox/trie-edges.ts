/** From a state of a trie to the next by one UTF-16 code unit: a hash table in flat arrays, read for each unit of a text. */
export interface TrieEdges {
  /** The state behind the edge; 0, the root, where there is none. */
  get(state: number, unit: number): number;
  /** Adds an edge that is not there yet; `target` is no root. */
  add(state: number, unit: number, target: number): void;
}

/** Makes a table for at most `most` edges. */
export function createTrieEdges(most: number): TrieEdges {
  // Never more than half full, so that a look at a missing edge ends soon.
  const size = 2 ** Math.ceil(Math.log2(2 * most + 2));
  const mask = size - 1;
  const states = new Int32Array(size);
  const units = new Uint16Array(size);
  const targets = new Int32Array(size);

  /** Where the edge stands, or the free place where it belongs. */
  const placeOf = (state: number, unit: number): number => {
    let place = Math.imul(state + 1, 0x9e3779b1) ^ Math.imul(unit + 1, 0x85ebca6b);
    place = (place ^ (place >>> 15)) & mask;
    while (targets[place] !== 0 && (states[place] !== state || units[place] !== unit)) place = (place + 1) & mask;
    return place;
  };

  return {
    get: (state, unit) => targets[placeOf(state, unit)] ?? 0,
    add(state, unit, target) {
      const place = placeOf(state, unit);
      states[place] = state;
      units[place] = unit;
      targets[place] = target;
    },
  };
}
