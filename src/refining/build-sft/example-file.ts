import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { createLineBuffer, type LineBuffer } from '../../emission/line-buffer.ts';
import { writeFailure } from '../../emission/write-failure.ts';
import type { Example } from './examples.ts';

/**
 * A file of examples that is written beside others, line by line, and appears whole: it has another name until
 * `finish`. Rejects with a RewriteError `usage` where the disk does not let us write.
 */
export class ExampleFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #buffer: LineBuffer = createLineBuffer();
  #open = true;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Begins the file; its folder must be there. */
  static async begin(path: string): Promise<ExampleFile> {
    try {
      return new ExampleFile(path, await open(`${path}.tmp`, 'w'));
    } catch (error) {
      throw writeFailure(path, error);
    }
  }

  async add(example: Example): Promise<void> {
    if (this.#buffer.add(JSON.stringify(example))) await this.#write();
  }

  /** Puts the file in its place, replacing an earlier one. */
  async finish(): Promise<void> {
    await this.#write();
    try {
      await this.#file.sync();
      this.#open = false;
      await this.#file.close();
      await rename(`${this.#path}.tmp`, this.#path);
    } catch (error) {
      throw writeFailure(this.#path, error);
    }
  }

  /** Leaves nothing behind of a file that was not finished; safe to call always and twice. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close().catch(() => {});
    await rm(`${this.#path}.tmp`, { force: true }).catch(() => {});
  }

  async #write(): Promise<void> {
    try {
      await this.#file.writeFile(this.#buffer.take());
    } catch (error) {
      throw writeFailure(this.#path, error);
    }
  }
}
