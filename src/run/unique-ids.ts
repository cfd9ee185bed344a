import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash64 } from '../text/hash.ts';

/** Hashes sorted in memory at a time: 32 MB. */
const RUN_LENGTH = 4 * 1024 * 1024;
/** Hashes read from each sorted run at a time. */
const READ_LENGTH = 16 * 1024;

/**
 * Finds ids that occur twice among any number of them in bounded memory: 64-bit hashes, sorted in runs, spilled to a
 * temporary folder, merged at the end. Two different ids among 100 million are taken for one with a probability of
 * 3 in 10,000.
 */
export class UniqueIds {
  readonly #runLength: number;
  #hashes: BigUint64Array;
  #length = 0;
  #spilled: FileHandle[] = [];
  #folder: string | undefined;

  /** `runLength`: hashes that are held in memory. */
  constructor(runLength = RUN_LENGTH) {
    this.#runLength = runLength;
    this.#hashes = new BigUint64Array(Math.min(runLength, 65_536));
  }

  async add(id: string): Promise<void> {
    if (this.#length === this.#hashes.length) {
      if (this.#length === this.#runLength) await this.#spill();
      else this.#grow();
    }
    this.#hashes[this.#length++] = hash64(id);
  }

  /** The hashes of up to `most` ids that were added more than once. */
  async duplicates(most: number): Promise<Set<bigint>> {
    const runs = [...this.#spilled.map(readRun), fromMemory(this.#sorted())];
    const heads = await Promise.all(runs.map((run) => run.next()));
    const found = new Set<bigint>();
    let previous: bigint | undefined;
    while (found.size < most) {
      let least = -1;
      for (const [index, head] of heads.entries()) {
        if (head.done === true) continue;
        const best = heads[least];
        if (best === undefined || best.done === true || head.value < best.value) least = index;
      }
      const head = heads[least];
      const run = runs[least];
      if (head === undefined || run === undefined || head.done === true) break;
      if (head.value === previous) found.add(head.value);
      previous = head.value;
      heads[least] = await run.next();
    }
    return found;
  }

  /** Removes the temporary folder; safe to call twice. */
  async close(): Promise<void> {
    await Promise.all(this.#spilled.splice(0).map((file) => file.close()));
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #sorted(): BigUint64Array {
    return this.#hashes.subarray(0, this.#length).sort();
  }

  #grow(): void {
    const larger = new BigUint64Array(Math.min(this.#runLength, this.#hashes.length * 2));
    larger.set(this.#hashes);
    this.#hashes = larger;
  }

  async #spill(): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'rewrite-ids-'));
    const file = await open(join(this.#folder, `run-${this.#spilled.length}`), 'w+');
    this.#spilled.push(file);
    const sorted = this.#sorted();
    await file.write(new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength), 0, sorted.byteLength, 0);
    this.#length = 0;
  }
}

async function* fromMemory(sorted: BigUint64Array): AsyncGenerator<bigint> {
  yield* sorted;
}

async function* readRun(file: FileHandle): AsyncGenerator<bigint> {
  for (let position = 0; ; ) {
    const page = new BigUint64Array(READ_LENGTH);
    const { bytesRead } = await file.read(new Uint8Array(page.buffer), 0, page.byteLength, position);
    if (bytesRead === 0) return;
    yield* page.subarray(0, bytesRead / page.BYTES_PER_ELEMENT);
    position += bytesRead;
  }
}
