import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { writeFailure } from '../emission/write-failure.ts';

const BUFFER_BYTES = 1 << 18;

/**
 * A file of ours that is written once, from its beginning to its end, and read anywhere afterwards. Synchronous: it is
 * called far too often for promises. A class, because it owns a file.
 */
export class ScratchFile {
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #file: number | undefined;
  #waiting = 0;
  #length = 0;

  /**
   * `kept`: it was written and synced by an earlier process, and is only read. Throws a usage error where the file
   * cannot be made, or is not there.
   */
  constructor(path: string, kept = false) {
    this.#path = path;
    try {
      this.#file = openSync(path, kept ? 'r' : 'w+');
      this.#length = fstatSync(this.#file).size;
    } catch (error) {
      throw writeFailure(path, error);
    }
  }

  /** Bytes added so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds bytes, which are copied. Throws a usage error when the disk is full. */
  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (this.#waiting + bytes.length > BUFFER_BYTES) this.flush();
    if (bytes.length > BUFFER_BYTES) return this.#write(bytes);
    this.#buffer.set(bytes, this.#waiting);
    this.#waiting += bytes.length;
  }

  /** Writes what waits: to be called after the last byte was added and before the first is read. */
  flush(): void {
    this.#write(this.#buffer.subarray(0, this.#waiting));
    this.#waiting = 0;
  }

  /** Writes what waits, and returns when the disk has it all. */
  sync(): void {
    this.flush();
    fsyncSync(this.#open());
  }

  /** Fills `target` with the bytes from `position` on; returns how many there were. */
  read(target: Uint8Array, position: number): number {
    let done = 0;
    while (done < target.length) {
      const more = readSync(this.#open(), target, done, target.length - done, position + done);
      if (more === 0) break;
      done += more;
    }
    return done;
  }

  /** Closes the file, which stays where it is; safe to call twice. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#open(), bytes, done, bytes.length - done);
    } catch (error) {
      throw writeFailure(this.#path, error);
    }
  }

  #open(): number {
    if (this.#file === undefined) throw new Error(`${this.#path} is closed.`);
    return this.#file;
  }
}
