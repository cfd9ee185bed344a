import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ScratchFile } from '../external/scratch-file.ts';

/** A document that may be chosen, without its text. */
export interface Candidate {
  /** Its row, counted through all files of the corpus. */
  readonly row: number;
  /** Index of its domain. */
  readonly domain: number;
  readonly tokens: number;
  /** What `--by` comes to; 0 without it. */
  readonly score: number;
  /** Its own random number in (0, 1). */
  readonly draw: number;
  /** Features of its text that DSIR wrote down; 0 without it. */
  readonly features: number;
}

const FIELDS = 6;
const PAGE = 4_096;

/** All candidates in the order of the corpus, on disk: 48 bytes each. A class, because it owns a file. */
export class CandidateTable {
  readonly #file: ScratchFile;
  readonly #row = new Float64Array(FIELDS);
  readonly #bytes = new Uint8Array(this.#row.buffer);
  #count = 0;

  /** Throws a usage error where no file can be made in `folder`. */
  constructor(folder: string) {
    this.#file = new ScratchFile(join(folder, 'candidates'));
  }

  get count(): number {
    return this.#count;
  }

  add({ row, domain, tokens, score, draw, features }: Candidate): void {
    this.#row.set([row, domain, tokens, score, draw, features]);
    this.#file.add(this.#bytes);
    this.#count += 1;
  }

  /** To be called after the last `add`. */
  flush(): void {
    this.#file.flush();
  }

  /** All of them, a page at a time, as often as wanted. Throws the signal's reason. */
  async *pages(signal: AbortSignal): AsyncGenerator<readonly Candidate[]> {
    const page = new Float64Array(PAGE * FIELDS);
    const bytes = new Uint8Array(page.buffer);
    for (let position = 0; ; ) {
      const read = this.#file.read(bytes, position);
      if (read === 0) return;
      position += read;
      const candidates: Candidate[] = [];
      for (let at = 0; at < read / Float64Array.BYTES_PER_ELEMENT; at += FIELDS) {
        const [row = 0, domain = 0, tokens = 0, score = 0, draw = 0, features = 0] = page.subarray(at, at + FIELDS);
        candidates.push({ row, domain, tokens, score, draw, features });
      }
      yield candidates;
      // Lets signals be heard in the middle of synchronous work.
      await setImmediate();
      signal.throwIfAborted();
    }
  }

  /** Safe to call twice. */
  close(): void {
    this.#file.close();
  }
}
