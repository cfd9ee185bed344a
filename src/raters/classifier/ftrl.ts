import { type LinearModel, ngramValue, sigmoid } from './linear-model.ts';
import { pairBucket, wordBucket, type WordHashes } from './ngram-buckets.ts';

/** How FTRL-Proximal learns; names as in McMahan et al. 2013, "Ad Click Prediction", algorithm 1. */
export interface FtrlOptions {
  /** Learning rate of a bucket that was never seen. */
  readonly alpha: number;
  readonly beta: number;
  readonly l1: number;
  readonly l2: number;
}

/** A model that learns, example by example. */
export interface Learner {
  /** Learns that a text is of the positive class or not; `weight` is how much it counts. Returns its log loss before. */
  learn(words: WordHashes, positive: boolean, weight: number): number;
  /** What it has learnt. */
  model(): LinearModel;
}

/** A logistic regression learnt by FTRL-Proximal: a learning rate for each bucket, and zero for what tells nothing. */
export function createFtrlLearner(bits: number, { alpha, beta, l1, l2 }: FtrlOptions): Learner {
  const size = 2 ** bits;
  // The paper's z and n; the bias is one coordinate more.
  const sums = new Float32Array(size + 1);
  const squares = new Float32Array(size + 1);
  const weightOf = (bucket: number): number => {
    const sum = sums[bucket] ?? 0;
    if (sum <= l1 && sum >= -l1) return 0;
    const shrunk = sum > 0 ? sum - l1 : sum + l1;
    return -shrunk / ((beta + Math.sqrt(squares[bucket] ?? 0)) / alpha + l2);
  };
  const step = (bucket: number, gradient: number): void => {
    const before = squares[bucket] ?? 0;
    const after = before + gradient * gradient;
    const rate = (Math.sqrt(after) - Math.sqrt(before)) / alpha;
    sums[bucket] = (sums[bucket] ?? 0) + gradient - rate * weightOf(bucket);
    squares[bucket] = after;
  };
  const marginOf = ({ hashes, count }: WordHashes): number => {
    let sum = 0;
    let before = 0;
    for (let at = 0; at < count; at++) {
      const word = hashes[at] ?? 0;
      sum += weightOf(wordBucket(word, bits));
      if (at > 0) sum += weightOf(pairBucket(before, word, bits));
      before = word;
    }
    return weightOf(size) + sum * ngramValue(count);
  };
  return {
    learn(words, positive, weight) {
      const { hashes, count } = words;
      const margin = marginOf(words);
      const gradient = weight * (sigmoid(margin) - Number(positive));
      const each = gradient * ngramValue(count);
      let before = 0;
      for (let at = 0; at < count; at++) {
        const word = hashes[at] ?? 0;
        step(wordBucket(word, bits), each);
        if (at > 0) step(pairBucket(before, word, bits), each);
        before = word;
      }
      step(size, gradient);
      return Math.log1p(Math.exp(positive ? -margin : margin));
    },
    model: () => ({
      bits,
      bias: weightOf(size),
      weights: Float32Array.from({ length: size }, (_, at) => weightOf(at)),
    }),
  };
}
