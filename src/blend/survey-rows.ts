import { ScratchFile } from '../dedup/scratch-file.ts';

const PAGE_ROWS = 8_192;

/** What the first reading found of a document: tokens, and the index of its stratum; undefined where it is left out. */
export interface SurveyRow {
  readonly stratum: number | undefined;
  readonly tokens: number;
}

/**
 * What the first reading found, document by document, kept on disk for the second: 8 bytes each. A class, because it
 * owns a file.
 */
export class SurveyRows {
  readonly #file: ScratchFile;
  readonly #row = new Uint32Array(2);
  readonly #bytes = new Uint8Array(this.#row.buffer);

  constructor(path: string) {
    this.#file = new ScratchFile(path);
  }

  add({ stratum, tokens }: SurveyRow): void {
    this.#row[0] = stratum === undefined ? 0 : stratum + 1;
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
        const stratum = page[at] ?? 0;
        yield { stratum: stratum === 0 ? undefined : stratum - 1, tokens: page[at + 1] ?? 0 };
      }
    }
  }

  /** Safe to call twice. */
  close(): void {
    this.#file.close();
  }
}
