import { join } from 'node:path';
import { ScratchFile } from '../dedup/scratch-file.ts';
import { siftDown } from '../text/sift-down.ts';

const FIRST_BYTES = 1024 * 1024;
/** Bytes of a run that are read at a time. */
const PAGE_BYTES = 128 * 1024;
/** Before each record of a run: its two keys, and its length. */
const HEADER_BYTES = 8 + 8 + 4;

/** What a {@link RecordSort} is made with. */
export interface RecordSortOptions {
  /** For its files; must be there. */
  readonly folder: string;
  /** Begins the names of its files. */
  readonly name: string;
  /** Bytes of records that are sorted in memory at a time. */
  readonly bytesInMemory: number;
}

/**
 * Sorts any number of records of any length by a number, then by a second one, in bounded memory: records are gathered
 * up to a limit, sorted and written as runs, which are merged at the end. Records with equal keys come in the order in
 * which they were added. Memory: the limit, and 0.4 MB a run. A class, because it owns files.
 */
export class RecordSort {
  readonly #options: RecordSortOptions;
  readonly #runs: ScratchFile[] = [];
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #used = 0;
  #firsts: number[] = [];
  #seconds: number[] = [];
  /** Where each record begins; it ends where the next one does. */
  #starts: number[] = [];

  constructor(options: RecordSortOptions) {
    this.#options = options;
  }

  /** Adds a record, given in pieces, which are copied. Keys are no NaN. */
  add(first: number, second: number, pieces: readonly Uint8Array[]): void {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (this.#used > 0 && this.#used + length > this.#options.bytesInMemory) this.#spill();
    if (this.#used + length > this.#bytes.length) this.#grow(this.#used + length);
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#starts.push(this.#used);
    for (const piece of pieces) {
      this.#bytes.set(piece, this.#used);
      this.#used += piece.length;
    }
  }

  /** All records in order, each to be used before the next is asked for. Once, after the last `add`. */
  *sorted(): Generator<Buffer> {
    if (this.#runs.length === 0) {
      for (const index of this.#order()) yield this.#record(index);
      return;
    }
    this.#spill();
    this.#bytes = Buffer.alloc(0);
    yield* mergeRecords(this.#runs);
  }

  /** Closes its files; safe to call twice. */
  close(): void {
    for (const run of this.#runs.splice(0)) run.close();
    this.#bytes = Buffer.alloc(0);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafeSlow(
      Math.max(least, Math.min(this.#options.bytesInMemory, 2 * this.#bytes.length)),
    );
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }

  #order(): Uint32Array {
    const [firsts, seconds] = [this.#firsts, this.#seconds];
    const order = Uint32Array.from(firsts.keys());
    return order.sort(
      (left, right) =>
        compare(firsts[left] ?? 0, firsts[right] ?? 0) ||
        compare(seconds[left] ?? 0, seconds[right] ?? 0) ||
        left - right,
    );
  }

  #record(index: number): Buffer {
    return this.#bytes.subarray(this.#starts[index], this.#starts[index + 1] ?? this.#used);
  }

  #spill(): void {
    const run = new ScratchFile(join(this.#options.folder, `${this.#options.name}-${this.#runs.length}`));
    this.#runs.push(run);
    const header = Buffer.alloc(HEADER_BYTES);
    for (const index of this.#order()) {
      const record = this.#record(index);
      header.writeDoubleLE(this.#firsts[index] ?? 0, 0);
      header.writeDoubleLE(this.#seconds[index] ?? 0, 8);
      header.writeUInt32LE(record.length, 16);
      run.add(header);
      run.add(record);
    }
    run.flush();
    this.#used = 0;
    this.#firsts = [];
    this.#seconds = [];
    this.#starts = [];
  }
}

/** Not their difference: that of two infinities is none. */
function compare(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** A run, read a page at a time, and its next record. */
interface Cursor {
  readonly run: ScratchFile;
  /** Its place among the runs: of equal keys, those of the earlier run come first. */
  readonly number: number;
  page: Buffer;
  at: number;
  /** Bytes of the run that were read into pages. */
  position: number;
  first: number;
  second: number;
  record: Buffer;
}

function* mergeRecords(runs: readonly ScratchFile[]): Generator<Buffer> {
  const heap = runs
    .map((run, number): Cursor => {
      const page = Buffer.alloc(0);
      return { run, number, page, at: 0, position: 0, first: 0, second: 0, record: page };
    })
    .filter((cursor) => advance(cursor));
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) siftDown(heap, at, isBefore);
  for (let least = heap[0]; least !== undefined; least = heap[0]) {
    yield least.record;
    if (!advance(least)) {
      const last = heap.pop();
      if (last !== undefined && last !== least) heap[0] = last;
    }
    siftDown(heap, 0, isBefore);
  }
}

function isBefore(left: Cursor, right: Cursor): boolean {
  const order = compare(left.first, right.first) || compare(left.second, right.second) || left.number - right.number;
  return order < 0;
}

/** Goes to the next record of the run; false at its end. */
function advance(cursor: Cursor): boolean {
  if (!holds(cursor, HEADER_BYTES)) return false;
  const { page, at } = cursor;
  const length = page.readUInt32LE(at + 16);
  cursor.first = page.readDoubleLE(at);
  cursor.second = page.readDoubleLE(at + 8);
  cursor.at += HEADER_BYTES;
  if (!holds(cursor, length)) throw new Error('A run of records ends within one.');
  cursor.record = cursor.page.subarray(cursor.at, cursor.at + length);
  cursor.at += length;
  return true;
}

/** Reads on until the page holds so many bytes from where the cursor stands; false when the run has no more. */
function holds(cursor: Cursor, bytes: number): boolean {
  const rest = cursor.page.subarray(cursor.at);
  if (rest.length >= bytes) return true;
  const page = Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, bytes));
  page.set(rest);
  const read = cursor.run.read(page.subarray(rest.length), cursor.position);
  cursor.position += read;
  cursor.page = page.subarray(0, rest.length + read);
  cursor.at = 0;
  return cursor.page.length >= bytes;
}
