import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from './run-events.ts';

export const EVENT_LOG = 'events.jsonl';
/** What came before, once a log was full. */
const OLDER = 'events.old.jsonl';

/** Bytes of a log that is full: then it becomes the older one, in the place of the last. Both are 64 MiB at most. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Events that wait for a slow disk, and characters of one text in an event: what comes on top is counted, or cut. */
const MOST_WAITING = 10_000;
const MOST_CHARACTERS = 4_000;

/** Bytes looked at, from the end, for the end of the last whole line. */
const TAIL = 64 * 1024;

/** Keys shorter than this are no secrets: they stand in ordinary words. */
const SHORTEST_SECRET = 4;

export interface EventLogOptions {
  /** The run directory. */
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Texts that must not be written: API keys that a server may quote. */
  readonly secrets: readonly string[];
  /** Told once when events cannot be written, in a sentence. */
  readonly onTrouble: (sentence: string) => void;
  /** Bytes after which a log is full, instead of 32 MiB. */
  readonly mostBytes?: number;
}

/**
 * `events.jsonl` of a run directory: one JSON object a line, appended to by every process of the run. A line that a
 * killed process left torn is cut off. Writing happens on the side and never stops a run: what the disk does not take
 * is counted, told once, and written down as `events.lost` as soon as there is room.
 */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #secrets: readonly string[];
  #waiting: string[] = [];
  #draining = false;
  #drained: Promise<void> = Promise.resolve();
  #handle: FileHandle | undefined;
  #size = 0;
  #lost = 0;
  #lostNow = 0;
  #trouble = '';

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#secrets = options.secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  }

  /** Events that could not be written so far. */
  get lost(): number {
    return this.#lost;
  }

  /** Takes an event; it is on its way to the disk at once. Never throws. */
  write(event: RunEvent): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lose(1, 'the disk is too slow for them');
      return;
    }
    this.#waiting.push(this.#line(event));
    if (this.#draining) return;
    this.#draining = true;
    this.#drained = this.#drain();
  }

  /** Writes what waits and closes the file; safe to call twice. Never rejects. */
  async close(): Promise<void> {
    await this.#drained;
    if (this.#lostNow > 0) await this.#append([]);
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => {});
  }

  #line(event: RunEvent): string {
    const { kind, ...fields } = event;
    const time = new Date(this.#options.now()).toISOString();
    return `${JSON.stringify({ time, kind, ...fields }, (_, value: unknown) => (typeof value === 'string' ? this.#clean(value) : value))}\n`;
  }

  #clean(text: string): string {
    const hidden = this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, '[key]'), text);
    return hidden.length > MOST_CHARACTERS ? `${hidden.slice(0, MOST_CHARACTERS)}…` : hidden;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      await this.#append(lines);
    }
    this.#draining = false;
  }

  /** Appends lines, all or none. */
  async #append(lines: readonly string[]): Promise<void> {
    try {
      const owed = this.#lostNow;
      const gap = owed === 0 ? '' : this.#line({ kind: 'events.lost', count: owed, detail: this.#trouble });
      const bytes = Buffer.from(gap + lines.join(''));
      const handle = await this.#room(bytes.length);
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, this.#size + done);
        done += bytesWritten;
      }
      this.#size += bytes.length;
      this.#lostNow -= owed;
    } catch (error) {
      // What was written of the lines is cut off, now or when the file is next opened.
      const handle = this.#handle;
      this.#handle = undefined;
      await handle?.truncate(this.#size).catch(() => {});
      await handle?.close().catch(() => {});
      this.#lose(lines.length, error instanceof Error ? error.message : String(error));
    }
  }

  /** The open file, a new one when the last is full. */
  async #room(bytes: number): Promise<FileHandle> {
    const { directory, mostBytes = MOST_BYTES } = this.#options;
    this.#handle ??= await this.#open();
    if (this.#size === 0 || this.#size + bytes <= mostBytes) return this.#handle;
    const full = this.#handle;
    this.#handle = undefined;
    await full.close();
    await rename(join(directory, EVENT_LOG), join(directory, OLDER));
    this.#handle = await this.#open();
    return this.#handle;
  }

  async #open(): Promise<FileHandle> {
    const handle = await open(join(this.#options.directory, EVENT_LOG), constants.O_RDWR | constants.O_CREAT, 0o644);
    try {
      const { size } = await handle.stat();
      this.#size = await endOfLastLine(handle, size);
      if (this.#size < size) await handle.truncate(this.#size);
      return handle;
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  #lose(count: number, detail: string): void {
    if (count > 0 && this.#lost === 0) {
      this.#options.onTrouble(`${EVENT_LOG} cannot be written, the run goes on without it: ${detail}`);
    }
    this.#lost += count;
    this.#lostNow += count;
    this.#trouble = detail;
  }
}

/** The position behind the last line that is whole. */
async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(TAIL);
  for (let end = size; end > 0; end -= TAIL) {
    const begin = Math.max(0, end - TAIL);
    const { bytesRead } = await handle.read(piece, 0, end - begin, begin);
    const newline = piece.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline !== -1) return begin + newline + 1;
  }
  return 0;
}
