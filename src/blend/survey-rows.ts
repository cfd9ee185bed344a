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
  /** The first key of the blend's order. */
  readonly order: number;
}

/** A row that is left out. */
export const LEFT_OUT: SurveyRow = { stratum: undefined, bin: 0, tokens: 0, order: 0 };

/** Of a row in a scratch file: its stratum and bin, its tokens, its order. */
const ROW_BYTES = 16;

/**
 * What the first reading found, row by row, skipped ones too, kept on disk for the draw: 16 bytes each. A class, because
 * it owns a file.
 */
export class SurveyRows {
  readonly #file: ScratchFile;
  readonly #row = new DataView(new ArrayBuffer(ROW_BYTES));
  readonly #bytes = new Uint8Array(this.#row.buffer);

  constructor(path: string) {
    this.#file = new ScratchFile(path);
  }

  add({ stratum, bin, tokens, order }: SurveyRow): void {
    this.#row.setUint32(0, (bin << STRATUM_BITS) | (stratum === undefined ? 0 : stratum + 1));
    this.#row.setUint32(4, tokens);
    this.#row.setFloat64(8, order);
    this.#file.add(this.#bytes);
  }

  /** All rows in order; after the last `add`. */
  *[Symbol.iterator](): Generator<SurveyRow> {
    this.#file.flush();
    const page = new DataView(new ArrayBuffer(PAGE_ROWS * ROW_BYTES));
    for (let position = 0; position < this.#file.length; position += page.byteLength) {
      const bytes = this.#file.read(new Uint8Array(page.buffer), position);
      for (let at = 0; at < bytes; at += ROW_BYTES) {
        const word = page.getUint32(at);
        const stratum = word & STRATUM;
        yield {
          stratum: stratum === 0 ? undefined : stratum - 1,
          bin: word >>> STRATUM_BITS,
          tokens: page.getUint32(at + 4),
          order: page.getFloat64(at + 8),
        };
      }
    }
  }

  /** Safe to call twice. */
  close(): void {
    this.#file.close();
  }
}
