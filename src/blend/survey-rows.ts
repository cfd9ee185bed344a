import { ScratchFile } from '../external/scratch-file.ts';

const PAGE_ROWS = 8_192;

/** A stratum and a bin stand in one word: the bin in the upper bits, below it 0 for no stratum, else its index and 1. */
const STRATUM_BITS = 16;
const STRATUM = 2 ** STRATUM_BITS - 1;

/** What the first reading found of a document. */
export interface SurveyRow {
  /** The index of its stratum, below 65,535; undefined where it is left out. */
  readonly stratum: number | undefined;
  /** Of its key. */
  readonly bin: number;
  readonly tokens: number;
}

/**
 * What the first reading found, document by document, kept on disk for the draw: 8 bytes each. A class, because it
 * owns a file.
 */
export class SurveyRows {
  readonly #file: ScratchFile;
  readonly #row = new Uint32Array(2);
  readonly #bytes = new Uint8Array(this.#row.buffer);

  constructor(path: string) {
    this.#file = new ScratchFile(path);
  }

  add({ stratum, bin, tokens }: SurveyRow): void {
    this.#row[0] = (bin << STRATUM_BITS) | (stratum === undefined ? 0 : stratum + 1);
    this.#row[1] = tokens;
    this.#file.add(this.#bytes);
  }

  /** All rows in order; after the last `add`. */
  *[Symbol.iterator](): Generator<SurveyRow> {
    this.#file.flush();
    const page = new Uint32Array(2 * PAGE_ROWS);
    for (let position = 0; position < this.#file.length; position += page.byteLength) {
      const words = this.#file.read(new Uint8Array(page.buffer), position) / page.BYTES_PER_ELEMENT;
      for (let at = 0; at < words; at += 2) {
        const word = page[at] ?? 0;
        const stratum = word & STRATUM;
        const bin = word >>> STRATUM_BITS;
        yield { stratum: stratum === 0 ? undefined : stratum - 1, bin, tokens: page[at + 1] ?? 0 };
      }
    }
  }

  /** Safe to call twice. */
  close(): void {
    this.#file.close();
  }
}
