import type { InputFile } from '../corpus/input-files.ts';

/** Characters of text per byte on disk, until a file was read to its end: rough, by how files are packed. */
const FIRST_GUESS: Readonly<Record<InputFile['compression'], number>> = { none: 0.9, gzip: 2.7, zstd: 2.9 };

/** How much of the input was read, by text against bytes on disk, learnt from the files that are behind. */
export class ReadShare {
  readonly #files: readonly InputFile[];
  readonly #first: number;
  readonly #rows: number;
  /** Of the files that were still to be read. */
  readonly #bytes: number;
  /** Bytes of the files that are behind, and what a byte of those read from their first row came to. */
  #behindBytes = 0;
  #learntBytes = 0;
  #learntCharacters = 0;
  /** Characters read of the file that is open. */
  #characters = 0;
  /** Documents read in all, and their characters. */
  #documents = 0;
  #allCharacters = 0;

  /** `first`: index of the first file that is still to be read; `rows`: how many of its rows an earlier process read. */
  constructor(files: readonly InputFile[], first: number, rows = 0) {
    this.#files = files;
    this.#first = first;
    this.#rows = rows;
    this.#bytes = files.slice(first).reduce((sum, file) => sum + file.bytes, 0);
  }

  /** Notes a document's text. */
  document(characters: number): void {
    this.#characters += characters;
    this.#allCharacters += characters;
    this.#documents += 1;
  }

  /** Notes that a file was read to its end; `whole` when it was read from its first row. */
  fileEnd(file: number, whole: boolean): void {
    const bytes = this.#files[file]?.bytes ?? 0;
    this.#behindBytes += bytes;
    if (whole) {
      this.#learntBytes += bytes;
      this.#learntCharacters += this.#characters;
    }
    this.#characters = 0;
  }

  /** The part of what was to be read, between 0 and 1; undefined when nothing was read or the size is unknown. */
  share(): number | undefined {
    if (this.#bytes === 0 || this.#behindBytes + this.#characters === 0) return undefined;
    const { compression = 'none', bytes = 0 } = this.#files[this.#first] ?? {};
    const perByte = this.#learntBytes > 0 ? this.#learntCharacters / this.#learntBytes : FIRST_GUESS[compression];
    // What an earlier process read of the first file was not to be read: its rows, at the length of those read now.
    const mean = this.#documents === 0 ? 0 : this.#allCharacters / this.#documents;
    const skipped = Math.min(bytes, (this.#rows * mean) / perByte);
    const behind = Math.max(0, this.#behindBytes - (this.#behindBytes > 0 ? skipped : 0));
    const toRead = this.#bytes - skipped;
    return toRead <= 0 ? undefined : Math.min(0.99, (behind + this.#characters / perByte) / toRead);
  }
}
