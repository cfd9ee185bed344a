import { join } from 'node:path';
import { mergeRuns } from './merge-runs.ts';
import { radixSort } from './radix-sort.ts';
import { ScratchFile } from './scratch-file.ts';

/** Rows sorted in memory at a time. With three words a row they and the room to sort them take 96 MB. */
const ROWS_IN_MEMORY = 4 * 1024 * 1024;

/** What an {@link ExternalSort} is made with. */
export interface ExternalSortOptions {
  /** For its files; must be there. */
  readonly folder: string;
  /** Begins the names of its files. */
  readonly name: string;
  /** Unsigned 32-bit words of a row. */
  readonly width: number;
  /** Rows held in memory. */
  readonly rowsInMemory?: number;
  /** Runs that an earlier process wrote and synced; no row is added to them. */
  readonly keptRuns?: number;
}

/**
 * Sorts any number of rows of unsigned 32-bit words in bounded memory: rows are gathered, sorted a few million at a time
 * and written as runs, which are merged at the end. A class, because it owns files.
 */
export class ExternalSort {
  readonly #options: ExternalSortOptions;
  readonly #most: number;
  readonly #runs: ScratchFile[] = [];
  #rows: Uint32Array<ArrayBuffer>;
  #spare = new Uint32Array(0);
  #words = 0;

  constructor(options: ExternalSortOptions) {
    this.#options = options;
    this.#most = (options.rowsInMemory ?? ROWS_IN_MEMORY) * options.width;
    this.#rows = new Uint32Array(Math.min(this.#most, options.width * 65_536));
    for (let run = 0; run < (options.keptRuns ?? 0); run++) this.#runs.push(new ScratchFile(this.#pathOf(run), true));
  }

  /** Adds a row of `width` words, the first of them first; those that are left out are 0. Words are taken mod 2^32. */
  add(first: number, second = 0, third = 0): void {
    if (this.#words === this.#rows.length) this.#makeRoom();
    const { width } = this.#options;
    const rows = this.#rows;
    rows[this.#words] = first;
    if (width > 1) rows[this.#words + 1] = second;
    if (width > 2) rows[this.#words + 2] = third;
    this.#words += width;
  }

  /** Adds a row of any width: the first `width` words of `row`. */
  addRow(row: Uint32Array): void {
    if (this.#words === this.#rows.length) this.#makeRoom();
    const { width } = this.#options;
    for (let word = 0; word < width; word++) this.#rows[this.#words + word] = row[word] ?? 0;
    this.#words += width;
  }

  /** All rows in ascending order, whole rows in pages that hold until the next is asked for. Once, after the last `add`. */
  *sorted(): Generator<Uint32Array> {
    if (this.#runs.length === 0) {
      if (this.#words > 0) yield this.#sortedInMemory();
      return;
    }
    if (this.#words > 0) this.#spill();
    this.#rows = new Uint32Array(0);
    this.#spare = new Uint32Array(0);
    yield* mergeRuns(this.#runs, this.#options.width);
  }

  /** Writes all rows as runs, after the last `add`; returns how many there are when the disk has them. */
  sync(): number {
    if (this.#words > 0) this.#spill();
    for (const run of this.#runs) run.sync();
    return this.#runs.length;
  }

  /** Closes its files; safe to call twice. */
  close(): void {
    for (const run of this.#runs.splice(0)) run.close();
  }

  #makeRoom(): void {
    if (this.#rows.length === this.#most) return this.#spill();
    const larger = new Uint32Array(Math.min(this.#most, 2 * this.#rows.length));
    larger.set(this.#rows);
    this.#rows = larger;
  }

  #sortedInMemory(): Uint32Array<ArrayBuffer> {
    const { width } = this.#options;
    if (this.#spare.length < this.#rows.length) this.#spare = new Uint32Array(this.#rows.length);
    const sorted = radixSort(this.#rows, this.#spare, width, this.#words / width);
    if (sorted === this.#spare) [this.#rows, this.#spare] = [this.#spare, this.#rows];
    return sorted.subarray(0, this.#words);
  }

  #pathOf(run: number): string {
    return join(this.#options.folder, `${this.#options.name}-${run}`);
  }

  #spill(): void {
    const run = new ScratchFile(this.#pathOf(this.#runs.length));
    this.#runs.push(run);
    const sorted = this.#sortedInMemory();
    run.add(new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength));
    run.flush();
    this.#words = 0;
  }
}
