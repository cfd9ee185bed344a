import type { InputFile } from '../corpus/input-files.ts';

/** Characters of text per byte on disk, until a file was read to its end: rough, by how files are packed. */
const FIRST_GUESS: Readonly<Record<InputFile['compression'], number>> = { none: 0.9, gzip: 2.7, zstd: 2.9 };

/** How much of the input was read, by text against bytes on disk, learnt from the files that are behind. */
export class ReadShare {
  readonly #files: readonly InputFile[];
  readonly #first: number;
  /** Bytes of the files that are behind, and what a byte of those read from their first row came to. */
  #behindBytes = 0;
  #learntBytes = 0;
  #learntCharacters = 0;
  /** Characters read of the file that is open. */
  #characters = 0;

  /** `first`: index of the first file that is still to be read. */
  constructor(files: readonly InputFile[], first: number) {
    this.#files = files;
    this.#first = first;
  }

  /** Notes a document's text. */
  document(characters: number): void {
    this.#characters += characters;
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
    const bytes = this.#files.slice(this.#first).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes === 0 || this.#behindBytes + this.#characters === 0) return undefined;
    const compression = this.#files[this.#first]?.compression ?? 'none';
    const perByte = this.#learntBytes > 0 ? this.#learntCharacters / this.#learntBytes : FIRST_GUESS[compression];
    return Math.min(0.99, (this.#behindBytes + this.#characters / perByte) / bytes);
  }
}
