import { join } from 'node:path';
import { ScratchFile } from '../../external/scratch-file.ts';
import { mixed } from '../../text/shingles.ts';
import type { WordHashes } from './ngram-buckets.ts';

/** What a text is for: to learn from, to calibrate on, or to measure on. */
const ROLES = ['learn', 'calibrate', 'measure'] as const;

export type Role = (typeof ROLES)[number];

/** A text of one of the classes. */
export interface Example {
  readonly role: Role;
  readonly positive: boolean;
  readonly words: WordHashes;
}

/** Parts of the store: one of them is in memory when examples are read. */
const PARTS = 64;
/** Numbers of a record before its words: role and class, and how many words follow. */
const HEAD = 2;

/**
 * Texts as the hashes of their words, on disk: four bytes a word. They lie in 64 parts by a hash of the text, so that
 * each part is a mixture of all files; reading them in a shuffled order takes the memory of one part. A class, because
 * it owns files.
 */
export class ExampleStore {
  readonly #parts: readonly ScratchFile[];

  /** In a folder. Throws a usage error where its files cannot be made. */
  constructor(folder: string) {
    this.#parts = Array.from({ length: PARTS }, (_, part) => new ScratchFile(join(folder, `examples-${part}`)));
  }

  /** Adds an example with a hash of its text, any whole number from 0 up. */
  add(hash: number, { role, positive, words: { hashes, count } }: Example): void {
    const record = new Int32Array(HEAD + count);
    record[0] = 2 * ROLES.indexOf(role) + Number(positive);
    record[1] = count;
    record.set(hashes.subarray(0, count), HEAD);
    this.#parts[hash % PARTS]?.add(new Uint8Array(record.buffer));
  }

  /** All of them, in an order that follows from the seed. */
  *shuffled(seed: number): Generator<Example> {
    const order = shuffle(PARTS, seed);
    for (const part of order) yield* this.#examplesOf(part, mixed(seed + part + 1));
  }

  *#examplesOf(part: number, seed: number): Generator<Example> {
    const file = this.#parts[part];
    if (file === undefined) return;
    file.flush();
    const bytes = new Uint8Array(file.length);
    file.read(bytes, 0);
    const records = new Int32Array(bytes.buffer);
    const starts: number[] = [];
    for (let at = 0; at < records.length; at += HEAD + (records[at + 1] ?? 0)) starts.push(at);
    for (const place of shuffle(starts.length, seed)) {
      const start = starts[place] ?? 0;
      const count = records[start + 1] ?? 0;
      const hashes = records.subarray(start + HEAD, start + HEAD + count);
      const kind = records[start] ?? 0;
      yield { role: ROLES[kind >> 1] ?? 'learn', positive: kind % 2 === 1, words: { hashes, count } };
    }
  }

  /** Closes the files; safe to call twice. */
  close(): void {
    for (const part of this.#parts) part.close();
  }
}

/** The numbers below `length`, each once, in an order that follows from the seed. */
function shuffle(length: number, seed: number): number[] {
  const keys = Array.from({ length }, (_, place) => mixed(Math.imul(place + 1, 0x9e3779b1) ^ mixed(seed)));
  return Array.from({ length }, (_, place) => place).sort(
    (left, right) => (keys[left] ?? 0) - (keys[right] ?? 0) || left - right,
  );
}
