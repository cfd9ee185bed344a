/**
 * The blocks of prompts that a KV cache holds by key: those in use by running requests, and those that nobody uses and
 * that stay until their room is needed, the longest unused first.
 */
export interface PrefixCache {
  /** Blocks that a request uses now, and blocks kept for later ones. */
  readonly inUse: number;
  readonly idle: number;
  /** How many of these keys, from the first on without a gap, are held; and how many of those are idle. */
  match(keys: readonly number[]): { readonly held: number; readonly idle: number };
  /** Uses each block once more; one that was not held is from now on. */
  use(keys: readonly number[]): void;
  /** Gives back one use of each. The end of a prompt is forgotten before its beginning. */
  release(keys: readonly number[]): void;
  /** Forgets the idle block that was unused for longest. Throws a `RangeError` when none is idle. */
  evict(): void;
}

const NONE = 0;

/** An empty cache. Every operation takes constant time a key. */
export function createPrefixCache(): PrefixCache {
  const slotOf = new Map<number, number>();
  // Parallel arrays by slot. Slot 0 is the ring's head: the idle blocks, longest unused first, are linked through it.
  const keyOf = [0];
  const uses = [0];
  const before = [0];
  const after = [0];
  const freeSlots: number[] = [];
  let idle = 0;

  function unlink(slot: number): void {
    const [previous, next] = [before[slot] ?? NONE, after[slot] ?? NONE];
    after[previous] = next;
    before[next] = previous;
    idle -= 1;
  }
  function linkLast(slot: number): void {
    const last = before[NONE] ?? NONE;
    after[last] = slot;
    before[slot] = last;
    after[slot] = NONE;
    before[NONE] = slot;
    idle += 1;
  }

  return {
    get inUse() {
      return slotOf.size - idle;
    },
    get idle() {
      return idle;
    },
    match(keys) {
      let held = 0;
      let unused = 0;
      for (const key of keys) {
        const slot = slotOf.get(key);
        if (slot === undefined) break;
        held += 1;
        if (uses[slot] === 0) unused += 1;
      }
      return { held, idle: unused };
    },
    use(keys) {
      for (const key of keys) {
        const slot = slotOf.get(key);
        if (slot === undefined) {
          const fresh = freeSlots.pop() ?? keyOf.length;
          keyOf[fresh] = key;
          uses[fresh] = 1;
          slotOf.set(key, fresh);
        } else {
          const used = uses[slot] ?? 0;
          if (used === 0) unlink(slot);
          uses[slot] = used + 1;
        }
      }
    },
    release(keys) {
      for (let at = keys.length - 1; at >= 0; at--) {
        const slot = slotOf.get(keys[at] ?? NONE);
        if (slot === undefined) continue;
        const used = (uses[slot] ?? 0) - 1;
        uses[slot] = used;
        if (used === 0) linkLast(slot);
      }
    },
    evict() {
      const oldest = after[NONE] ?? NONE;
      if (oldest === NONE) throw new RangeError('no block of the prefix cache is idle');
      unlink(oldest);
      slotOf.delete(keyOf[oldest] ?? NONE);
      freeSlots.push(oldest);
    },
  };
}
