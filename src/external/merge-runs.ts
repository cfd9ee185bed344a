import { siftDown } from '../text/sift-down.ts';
import type { ScratchFile } from './scratch-file.ts';

/** Rows read from each run at a time, and rows of a page that is yielded. */
const PAGE_ROWS = 16_384;

/** A sorted run, read a page at a time. */
interface Cursor {
  readonly run: ScratchFile;
  readonly page: Uint32Array<ArrayBuffer>;
  /** Words of the page that are rows, the word where the next row begins, and bytes of the run read so far. */
  words: number;
  at: number;
  position: number;
}

/**
 * Merges runs of sorted rows into one, in pages that are overwritten when the next one is asked for. A heap of the runs
 * by their next rows: equal rows come from any of them, which makes no difference.
 */
export function* mergeRuns(runs: readonly ScratchFile[], width: number): Generator<Uint32Array> {
  const heap = runs.map((run) => cursorOf(run, width)).filter((cursor) => refill(cursor));
  const isBefore = (left: Cursor, right: Cursor): boolean => isLess(left, right, width);
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) siftDown(heap, at, isBefore);
  const out = new Uint32Array(PAGE_ROWS * width);
  let words = 0;
  for (let least = heap[0]; least !== undefined; least = heap[0]) {
    for (let word = 0; word < width; word++) out[words + word] = least.page[least.at + word] ?? 0;
    words += width;
    least.at += width;
    if (least.at === least.words && !refill(least)) {
      const last = heap.pop();
      if (last !== undefined && last !== least) heap[0] = last;
    }
    siftDown(heap, 0, isBefore);
    if (words < out.length) continue;
    yield out;
    words = 0;
  }
  if (words > 0) yield out.subarray(0, words);
}

function cursorOf(run: ScratchFile, width: number): Cursor {
  return { run, page: new Uint32Array(PAGE_ROWS * width), words: 0, at: 0, position: 0 };
}

/** Reads the next page; false at the end of the run. */
function refill(cursor: Cursor): boolean {
  const bytes = cursor.run.read(new Uint8Array(cursor.page.buffer), cursor.position);
  cursor.position += bytes;
  cursor.words = bytes / cursor.page.BYTES_PER_ELEMENT;
  cursor.at = 0;
  return bytes > 0;
}

function isLess(left: Cursor, right: Cursor, width: number): boolean {
  for (let word = 0; word < width; word++) {
    const a = left.page[left.at + word] ?? 0;
    const b = right.page[right.at + word] ?? 0;
    if (a !== b) return a < b;
  }
  return false;
}
