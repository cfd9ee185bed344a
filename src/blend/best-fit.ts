/**
 * Packs items into bins of a capacity, best-fit decreasing: the longest first, each into the bin that it leaves fullest.
 * The algorithm of "Fewer Truncations Improve Language Modeling" (Ding et al. 2024, arXiv 2404.10830), which packs whole
 * corpora by it. O(n log capacity): bins stand by the room that they have left, in a tree.
 *
 * @param lengths of the items, each 1 to `capacity`
 * @returns bins of item indexes, ascending within a bin; bins by their first item
 */
export function packBestFit(lengths: readonly number[], capacity: number): number[][] {
  const bins: number[][] = [];
  /** Bins that have exactly so much room left. */
  const withRoom: (number[] | undefined)[] = [];
  const rooms = createRoomTree(capacity);
  for (const item of longestFirst(lengths, capacity)) {
    const length = lengths[item] ?? 0;
    const room = rooms.leastFrom(length);
    const bin = room === undefined ? bins.push([]) - 1 : (withRoom[room]?.pop() ?? 0);
    if (room !== undefined && withRoom[room]?.length === 0) rooms.remove(room);
    bins[bin]?.push(item);
    const left = (room ?? capacity) - length;
    if (left === 0) continue;
    (withRoom[left] ??= []).push(bin);
    rooms.add(left);
  }
  for (const bin of bins) bin.sort((one, other) => one - other);
  return bins.sort(([one = 0], [other = 0]) => one - other);
}

/** A counting sort: items by falling length, those of equal length as they come. */
function longestFirst(lengths: readonly number[], capacity: number): Uint32Array {
  const places = new Uint32Array(capacity + 2);
  for (const length of lengths) places[capacity - length + 1] = (places[capacity - length + 1] ?? 0) + 1;
  for (let at = 1; at < places.length; at++) places[at] = (places[at] ?? 0) + (places[at - 1] ?? 0);
  const order = new Uint32Array(lengths.length);
  for (const [item, length] of lengths.entries()) {
    const place = places[capacity - length] ?? 0;
    places[capacity - length] = place + 1;
    order[place] = item;
  }
  return order;
}

/** A set of numbers from 0 to `most` that finds its least member from a number on, in O(log most). */
function createRoomTree(most: number) {
  const leaves = 2 ** Math.ceil(Math.log2(most + 1));
  /** Whether anything is in the set below a node; node n has the children 2n and 2n + 1. */
  const any = new Uint8Array(2 * leaves);
  return {
    add(room: number): void {
      for (let node = leaves + room; node > 0 && any[node] === 0; node >>= 1) any[node] = 1;
    },
    remove(room: number): void {
      let node = leaves + room;
      any[node] = 0;
      for (node >>= 1; node > 0 && any[2 * node] === 0 && any[2 * node + 1] === 0; node >>= 1) any[node] = 0;
    },
    leastFrom(room: number): number | undefined {
      let node = leaves + room;
      // Up until something stands to the right, then down along the left.
      while (any[node] === 0) {
        while (node % 2 === 1) node >>= 1;
        if (node === 0) return undefined;
        node += 1;
      }
      while (node < leaves) node = any[2 * node] === 1 ? 2 * node : 2 * node + 1;
      return node - leaves;
    },
  };
}
