import { ScratchFile } from '../external/scratch-file.ts';
import { DIMENSIONS, type DocumentVectors, VECTOR_BYTES } from './document-vectors.ts';

/** Vectors read at a time when they are read in order. */
const BLOCK = 512;

/** Vectors on disk, 512 bytes a document: written in order, read anywhere afterwards. A class, because it owns a file. */
export class VectorFile implements DocumentVectors {
  readonly #file: ScratchFile;
  readonly #block = new Float32Array(BLOCK * DIMENSIONS);
  #blockStart = -1;
  #count = 0;

  constructor(path: string) {
    this.#file = new ScratchFile(path);
  }

  get count(): number {
    return this.#count;
  }

  add(vector: Float32Array): void {
    this.#file.add(new Uint8Array(vector.buffer, vector.byteOffset, VECTOR_BYTES));
    this.#count += 1;
  }

  /** To be called after the last vector was added and before the first is read. */
  flush(): void {
    this.#file.flush();
  }

  read(number: number, vector: Float32Array): void {
    const start = number - (number % BLOCK);
    if (start !== this.#blockStart) {
      this.#file.read(new Uint8Array(this.#block.buffer), start * VECTOR_BYTES);
      this.#blockStart = start;
    }
    const at = (number - start) * DIMENSIONS;
    vector.set(this.#block.subarray(at, at + DIMENSIONS));
  }

  /** Safe to call twice. */
  close(): void {
    this.#file.close();
  }
}
