import { scanWords } from '../../text/quality/word-scan.ts';
import { mixed } from '../../text/shingles.ts';

/** The words of a text as numbers: `count` well mixed 32-bit hashes. The list may be longer, and is overwritten. */
export interface WordHashes {
  readonly hashes: Int32Array;
  readonly count: number;
}

/** The same, with where each word begins in the text and its length, in UTF-16 units. */
export interface PlacedWordHashes extends WordHashes {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

const PAIR_FACTOR = 0x9e3779b1 | 0;
const SECOND_FACTOR = 0x85ebca6b | 0;

let kept = new Int32Array(1 << 12);

/**
 * The words and symbols of a text (`scanWords`: case is kept, and punctuation counts), hashed. White space only
 * separates: a text and its lines joined by blanks, which is what DCLM's classifier sees, give the same words.
 *
 * To be read at once: the next call overwrites them. Linear.
 */
export function wordHashes(text: string): PlacedWordHashes {
  const { count, firsts, seconds, starts, lengths } = scanWords(text);
  if (count > kept.length) kept = new Int32Array(2 * count);
  const hashes = kept;
  for (let at = 0; at < count; at++) {
    hashes[at] = mixed((firsts[at] ?? 0) ^ Math.imul(seconds[at] ?? 0, SECOND_FACTOR));
  }
  return { hashes, count, starts, lengths };
}

/** The bucket of a word, below 2 ** bits. */
export function wordBucket(word: number, bits: number): number {
  return word >>> (32 - bits);
}

/** The bucket of two words in a row, below 2 ** bits. */
export function pairBucket(before: number, word: number, bits: number): number {
  return mixed(Math.imul(before, PAIR_FACTOR) + word) >>> (32 - bits);
}

/** Calls back with the bucket of each n-gram, and the places of its first and last word. For loops that need no speed. */
export function eachBucket(
  { hashes, count }: WordHashes,
  bits: number,
  visit: (bucket: number, first: number, last: number) => void,
): void {
  for (let at = 0; at < count; at++) {
    visit(wordBucket(hashes[at] ?? 0, bits), at, at);
    if (at > 0) visit(pairBucket(hashes[at - 1] ?? 0, hashes[at] ?? 0, bits), at - 1, at);
  }
}
