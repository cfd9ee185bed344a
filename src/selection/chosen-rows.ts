/**
 * Which rows of a corpus are chosen, and how often: rows count through its files in order, from 0. A bit a row, and an
 * entry for each that is taken more than once.
 */
export class ChosenRows {
  #bits: Uint8Array;
  readonly #copies = new Map<number, number>();

  /** Takes the bits of an earlier one, the lowest of each byte first. */
  constructor(bits: Uint8Array = new Uint8Array(1 << 10)) {
    this.#bits = bits;
  }

  /** A bit a row. */
  get bits(): Uint8Array {
    return this.#bits;
  }

  /** Chooses a row, `copies` times in all (at least once). */
  add(row: number, copies = 1): void {
    const byte = Math.floor(row / 8);
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(byte + 1, 2 * this.#bits.length));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << (row % 8));
    if (copies > 1) this.#copies.set(row, copies);
  }

  has(row: number): boolean {
    return (((this.#bits[Math.floor(row / 8)] ?? 0) >> (row % 8)) & 1) === 1;
  }

  /** How often a row is taken: 0 for one that is not chosen. */
  copiesOf(row: number): number {
    return this.has(row) ? (this.#copies.get(row) ?? 1) : 0;
  }
}
