/** No entry. */
export const NONE = -1;

/** What follows an n-gram, over all its followers. */
export interface Followers {
  /** Sum of their counts. */
  readonly total: number;
  /** How many have the count 1, 2, and 3 or more. */
  readonly ones: number;
  readonly twos: number;
  readonly more: number;
}

/**
 * The n-grams of one order with their counts: entries are numbered as they come in and found by a 64-bit hash. 32 bytes an
 * entry and 8 for finding it. A class, because it owns large arrays that grow.
 */
export class NGramStore {
  #slots = new Int32Array(1 << 10).fill(NONE);
  #highs = new Int32Array(1 << 9);
  #lows = new Int32Array(1 << 9);
  #counts = new Int32Array(1 << 9);
  #parents = new Int32Array(1 << 9);
  #totals = new Int32Array(0);
  #ones = new Int32Array(0);
  #twos = new Int32Array(0);
  #more = new Int32Array(0);
  #size = 0;

  /** Entries. */
  get size(): number {
    return this.#size;
  }

  /** The number of the entry with this hash, or {@link NONE}. */
  find(high: number, low: number): number {
    return this.#slots[this.#slotOf(high, low)] ?? NONE;
  }

  /** The number of a new entry of count 0. Its hash must not be there. `parent`: its context's entry in the order below. */
  insert(high: number, low: number, parent: number): number {
    if (2 * this.#size >= this.#slots.length) this.#grow();
    const entry = this.#size++;
    this.#slots[this.#slotOf(high, low)] = entry;
    this.#highs[entry] = high;
    this.#lows[entry] = low;
    this.#parents[entry] = parent;
    return entry;
  }

  countOf(entry: number): number {
    return this.#counts[entry] ?? 0;
  }

  increment(entry: number): void {
    this.#counts[entry] = (this.#counts[entry] ?? 0) + 1;
  }

  /** How many entries have the count 1, 2, 3 and 4. */
  countsOfCounts(): readonly [number, number, number, number] {
    const found: [number, number, number, number] = [0, 0, 0, 0];
    for (let entry = 0; entry < this.#size; entry++) {
      const count = this.#counts[entry] ?? 0;
      if (count >= 1 && count <= 4) found[count - 1] = (found[count - 1] ?? 0) + 1;
    }
    return found;
  }

  /** Adds the counts of `longer`, the n-grams of the order above, to their contexts here. Once, after the last count. */
  addFollowers(longer: NGramStore): void {
    const list = (): Int32Array<ArrayBuffer> => new Int32Array(this.#size);
    [this.#totals, this.#ones, this.#twos, this.#more] = [list(), list(), list(), list()];
    for (let entry = 0; entry < longer.size; entry++) {
      const count = longer.#counts[entry] ?? 0;
      const context = longer.#parents[entry] ?? 0;
      this.#totals[context] = (this.#totals[context] ?? 0) + count;
      const tally = count >= 3 ? this.#more : count === 2 ? this.#twos : this.#ones;
      if (count > 0) tally[context] = (tally[context] ?? 0) + 1;
    }
  }

  followersOf(entry: number): Followers {
    return {
      total: this.#totals[entry] ?? 0,
      ones: this.#ones[entry] ?? 0,
      twos: this.#twos[entry] ?? 0,
      more: this.#more[entry] ?? 0,
    };
  }

  /** Where the entry with this hash stands, or where it would. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = low & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? NONE;
      if (entry === NONE || (this.#lows[entry] === low && this.#highs[entry] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const doubled = (list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(2 * list.length);
      larger.set(list);
      return larger;
    };
    this.#highs = doubled(this.#highs);
    this.#lows = doubled(this.#lows);
    this.#counts = doubled(this.#counts);
    this.#parents = doubled(this.#parents);
    this.#slots = new Int32Array(2 * this.#slots.length).fill(NONE);
    for (let entry = 0; entry < this.#size; entry++) {
      this.#slots[this.#slotOf(this.#highs[entry] ?? 0, this.#lows[entry] ?? 0)] = entry;
    }
  }
}
