import { join } from 'node:path';
import { ScratchFile } from '../external/scratch-file.ts';
import { siftDown } from '../text/sift-down.ts';

/** Memory is taken a block at a time; a record that is longer has one of its own. */
const BLOCK_BYTES = 4 * 1024 * 1024;
/** A string this long is measured before it is written; a shorter one is given all that it could take. */
const LONG_STRING = 65_536;
const MOST_BYTES_OF_A_UNIT = 3;
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
 * which they were added. Memory: the limit, a block, and 0.4 MB a run. A class, because it owns files.
 */
export class RecordSort {
  readonly #options: RecordSortOptions;
  readonly #runs: ScratchFile[] = [];
  /** Of each record in memory: its keys, its block, and where in that it begins and ends. */
  #firsts: number[] = [];
  #seconds: number[] = [];
  #places: number[] = [];
  #starts: number[] = [];
  #ends: number[] = [];
  #bytes = 0;
  /** The last one is being filled, up to `used`. */
  #blocks: Buffer[] = [];
  #used = 0;
  /** Blocks of a run that was written: to touch memory that was used before costs far less than to touch new memory. */
  #spare: Buffer[] = [];

  constructor(options: RecordSortOptions) {
    this.#options = options;
  }

  /** Adds a record, given in parts, which are copied: bytes, and strings in UTF-8. Keys are no NaN. */
  add(first: number, second: number, parts: readonly (string | Uint8Array)[]): void {
    if (this.#bytes >= this.#options.bytesInMemory) this.#spill();
    const room = parts.reduce((sum, part) => sum + mostBytesOf(part), 0);
    const block = this.#blockWith(room);
    const start = this.#used;
    for (const part of parts) {
      if (typeof part === 'string') this.#used += block.write(part, this.#used);
      else {
        block.set(part, this.#used);
        this.#used += part.length;
      }
    }
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#places.push(this.#blocks.length - 1);
    this.#starts.push(start);
    this.#ends.push(this.#used);
    this.#bytes += this.#used - start;
  }

  /** All records in order; their bytes hold for as long as they are kept. Once, after the last `add`. */
  *sorted(): Generator<Buffer> {
    if (this.#runs.length === 0) {
      for (const index of this.#inOrder()) yield this.#record(index);
      return;
    }
    this.#spill();
    this.#spare = [];
    yield* mergeRecords(this.#runs);
  }

  /** Closes its files and lets go of its memory; safe to call twice. */
  close(): void {
    for (const run of this.#runs.splice(0)) run.close();
    this.#forget();
    this.#spare = [];
  }

  /** The last block where it has so much room left, or a new one. */
  #blockWith(room: number): Buffer {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#used + room <= last.length) return last;
    const spare = room <= BLOCK_BYTES ? this.#spare.pop() : undefined;
    const block = spare ?? Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, room));
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }

  #record(index: number): Buffer {
    const block = this.#blocks[this.#places[index] ?? 0] ?? Buffer.alloc(0);
    return block.subarray(this.#starts[index], this.#ends[index]);
  }

  #inOrder(): Uint32Array {
    const [firsts, seconds] = [this.#firsts, this.#seconds];
    return Uint32Array.from(firsts.keys()).sort(
      (left, right) =>
        compare(firsts[left] ?? 0, firsts[right] ?? 0) ||
        compare(seconds[left] ?? 0, seconds[right] ?? 0) ||
        left - right,
    );
  }

  #forget(): void {
    this.#firsts = [];
    this.#seconds = [];
    this.#places = [];
    this.#starts = [];
    this.#ends = [];
    this.#bytes = 0;
    this.#blocks = [];
    this.#used = 0;
  }

  #spill(): void {
    const run = new ScratchFile(join(this.#options.folder, `${this.#options.name}-${this.#runs.length}`));
    this.#runs.push(run);
    const header = Buffer.alloc(HEADER_BYTES);
    for (const index of this.#inOrder()) {
      const bytes = this.#record(index);
      header.writeDoubleLE(this.#firsts[index] ?? 0, 0);
      header.writeDoubleLE(this.#seconds[index] ?? 0, 8);
      header.writeUInt32LE(bytes.length, 16);
      run.add(header);
      run.add(bytes);
    }
    run.flush();
    const blocks = this.#blocks.filter(({ length }) => length === BLOCK_BYTES);
    this.#forget();
    this.#spare.push(...blocks);
  }
}

function mostBytesOf(part: string | Uint8Array): number {
  if (typeof part !== 'string') return part.length;
  return part.length < LONG_STRING ? MOST_BYTES_OF_A_UNIT * part.length : Buffer.byteLength(part);
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
