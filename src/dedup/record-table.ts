import { join } from 'node:path';
import { ScratchFile } from '../external/scratch-file.ts';

const NUMBER_BYTES = 8;
/** Ids read at a time where all are read in order. */
const PAGE = 4_096;

/** What is remembered of each record, by its number, on disk: its id and how good it is. A class, because it owns files. */
export class RecordTable {
  readonly #ids: ScratchFile;
  /** Where each id ends. */
  readonly #ends: ScratchFile;
  readonly #values: ScratchFile;
  readonly #number = new Float64Array(1);
  readonly #numberBytes = new Uint8Array(this.#number.buffer);
  #count: number;

  /** `kept`: an earlier process filled and synced it. Throws a usage error where no file can be made in `folder`. */
  constructor(folder: string, kept = false) {
    this.#ids = new ScratchFile(join(folder, 'ids'), kept);
    this.#ends = new ScratchFile(join(folder, 'ends'), kept);
    this.#values = new ScratchFile(join(folder, 'values'), kept);
    this.#count = this.#values.length / NUMBER_BYTES;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the next record. */
  add(id: string, value: number): void {
    this.#ids.add(Buffer.from(id));
    this.#addNumber(this.#ends, this.#ids.length);
    this.#addNumber(this.#values, value);
    this.#count += 1;
  }

  /** To be called after the last `add`; returns when the disk has it all. */
  sync(): void {
    for (const file of [this.#ids, this.#ends, this.#values]) file.sync();
  }

  /** How good each record is: 8 bytes a record. */
  values(): Float64Array {
    const values = new Float64Array(this.#count);
    this.#values.read(new Uint8Array(values.buffer), 0);
    return values;
  }

  /** The ids of all records, in order: a read from disk for thousands of them. */
  *ids(): Generator<string> {
    let start = 0;
    for (let first = 0; first < this.#count; first += PAGE) {
      const ends = new Float64Array(Math.min(PAGE, this.#count - first));
      this.#ends.read(new Uint8Array(ends.buffer), first * NUMBER_BYTES);
      const bytes = Buffer.alloc((ends.at(-1) ?? 0) - start);
      this.#ids.read(bytes, start);
      let from = 0;
      for (const end of ends) {
        yield bytes.toString('utf8', from, end - start);
        from = end - start;
      }
      start += bytes.length;
    }
  }

  /** The id of a record. */
  id(number: number): string {
    const start = number === 0 ? 0 : this.#endOf(number - 1);
    const bytes = Buffer.alloc(this.#endOf(number) - start);
    this.#ids.read(bytes, start);
    return bytes.toString('utf8');
  }

  /** Safe to call twice. */
  close(): void {
    for (const file of [this.#ids, this.#ends, this.#values]) file.close();
  }

  #addNumber(file: ScratchFile, number: number): void {
    this.#number[0] = number;
    file.add(this.#numberBytes);
  }

  #endOf(number: number): number {
    this.#ends.read(this.#numberBytes, number * NUMBER_BYTES);
    return this.#number[0] ?? 0;
  }
}
