import { scanWords } from '../../text/quality/word-scan.ts';
import { mixed } from '../../text/shingles.ts';

/** The words of a text as numbers: `count` well mixed 32-bit hashes. The list may be longer, and is overwritten. */
export interface WordHashes {
  readonly hashes: Int32Array;
  readonly count: number;
}

/** Where texts are looked for, by the number of bits of a bucket's place. */
export const FEWEST_BITS = 18;
export const MOST_BITS = 22;

const PAIR_FACTOR = 0x9e3779b1 | 0;
const SECOND_FACTOR = 0x85ebca6b | 0;

let kept = new Int32Array(1 << 12);

/**
 * The words and symbols of a text (`scanWords`: case is kept, and punctuation counts), hashed. White space only
 * separates: a text and its lines joined by blanks, which is what DCLM's classifier sees, give the same words.
 *
 * To be read at once: the next call overwrites them. Linear.
 */
export function wordHashes(text: string): WordHashes {
  const { count, firsts, seconds } = scanWords(text);
  if (count > kept.length) kept = new Int32Array(2 * count);
  const hashes = kept;
  for (let at = 0; at < count; at++) {
    hashes[at] = mixed((firsts[at] ?? 0) ^ Math.imul(seconds[at] ?? 0, SECOND_FACTOR));
  }
  return { hashes, count };
}

/** The bucket of a word, below 2 ** bits. */
export function wordBucket(word: number, bits: number): number {
  return word >>> (32 - bits);
}

/** The bucket of two words in a row, below 2 ** bits. */
export function pairBucket(before: number, word: number, bits: number): number {
  return mixed(Math.imul(before, PAIR_FACTOR) + word) >>> (32 - bits);
}
