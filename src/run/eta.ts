import type { InputFile } from '../corpus/input-files.ts';

/** Characters of text per byte on disk, until a file was read to its end: rough, by how files are packed. */
const FIRST_GUESS: Readonly<Record<InputFile['compression'], number>> = { none: 0.9, gzip: 2.7, zstd: 2.9 };

/** How much of the input was read, by text against bytes on disk, learnt from the files that are behind. */
export class ReadShare {
  readonly #files: readonly InputFile[];
  readonly #first: number;
  #behindBytes = 0;
  #behindCharacters = 0;
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

  /** Notes that a file was read to its end. */
  fileEnd(file: number): void {
    this.#behindBytes += this.#files[file]?.bytes ?? 0;
    this.#behindCharacters = this.#characters;
  }

  /** The part of what was to be read, between 0 and 1; undefined before anything was read, or when the input's size is unknown. */
  share(): number | undefined {
    const bytes = this.#files.slice(this.#first).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes === 0 || this.#characters === 0) return undefined;
    const compression = this.#files[this.#first]?.compression ?? 'none';
    const perByte = this.#behindBytes > 0 ? this.#behindCharacters / this.#behindBytes : FIRST_GUESS[compression];
    const read = this.#behindBytes + (this.#characters - this.#behindCharacters) / perByte;
    return Math.min(0.99, read / bytes);
  }
}
