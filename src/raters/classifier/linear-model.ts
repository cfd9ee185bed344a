import { pairBucket, wordBucket, type WordHashes, wordHashes } from './ngram-buckets.ts';

/** A logistic regression over the mean of a text's n-grams. */
export interface LinearModel {
  /** A bucket's place has so many bits. */
  readonly bits: number;
  readonly bias: number;
  /** By bucket; 2 ** bits of them. */
  readonly weights: Float32Array;
}

/** What turns a margin into a probability: `sigmoid(slope * margin + offset)`. */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/** What each n-gram of a text of so many words is worth: 1 / √n, of n words and pairs of words. */
export function ngramValue(words: number): number {
  return 1 / Math.sqrt(Math.max(1, 2 * words - 1));
}

/** The log-odds of the positive class, before calibration. */
export function marginOf({ bits, bias, weights }: LinearModel, { hashes, count }: WordHashes): number {
  let sum = 0;
  let before = 0;
  for (let at = 0; at < count; at++) {
    const word = hashes[at] ?? 0;
    sum += weights[wordBucket(word, bits)] ?? 0;
    if (at > 0) sum += weights[pairBucket(before, word, bits)] ?? 0;
    before = word;
  }
  return bias + sum * ngramValue(count);
}

/** The log-odds of a text after calibration. */
export function logOddsOf(model: LinearModel, { slope, offset }: Calibration, text: string): number {
  return slope * marginOf(model, wordHashes(text)) + offset;
}

/** `1 / (1 + exp(-x))`. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
