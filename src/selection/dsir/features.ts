import { bucketOf } from './bucket.ts';
import { wordPunctuationTokens } from './word-punctuation.ts';

/** Tokens whose buckets are remembered. Later ones are hashed whenever they are met. */
const MOST_TOKENS = 1 << 19;
/** Pairs of tokens whose buckets are remembered, a power of two; each takes the place of another in time. */
const PAIRS = 1 << 21;
/** Spreads pairs over their places (an odd number near 2^32 over the golden ratio). */
const SPREAD = 0x9e3779b1;
/** More than any bucket. With two numbers of tokens a bucket fits into the 53 bits of a number. */
const BUCKET_ROOM = 1 << 14;
const LONGEST_TOKEN = 64;

/** The hashed unigrams and bigrams of a text. */
export interface Features {
  /** Their buckets, unigrams and bigrams as they come: 2 · tokens − 1 of them. Overwritten by the next text. */
  readonly buckets: Uint16Array;
  readonly tokens: number;
}

/** Makes features of texts, and knows which of a target's words it has met elsewhere. */
export interface Featurizer {
  featuresOf(text: string): Features;
  /** From here on words count as the corpus's: the target's have all been seen. */
  endTarget(): void;
  /** The share of the target's words (with letters or digits in them) that the corpus has too, from 0 to 1. */
  overlap(): number;
}

/**
 * A sha256 for each n-gram would read 3 MB a second; most n-grams are met again and again, and their buckets are
 * remembered: of tokens by their string, of pairs by the numbers of their tokens. About 80 MB at most.
 */
export function createFeaturizer(): Featurizer {
  const numbers = new Map<string, number>();
  const tokenBuckets = new Uint16Array(MOST_TOKENS);
  /** The numbers of two tokens and the bucket, as one number: a look into memory far away costs more than counting. */
  const pairs = new Float64Array(PAIRS).fill(-1);
  const targetCounts = new Float64Array(MOST_TOKENS);
  const met = new Uint8Array(MOST_TOKENS);
  let ofTarget = true;
  let buckets = new Uint16Array(1 << 12);

  /** The number of a token; −1 for one that is not remembered. */
  const numberOf = (token: string): number => {
    const known = numbers.get(token);
    if (known !== undefined) return known;
    if (numbers.size === MOST_TOKENS || token.length > LONGEST_TOKEN) return -1;
    const number = numbers.size;
    numbers.set(token, number);
    tokenBuckets[number] = bucketOf(token);
    return number;
  };
  const pairBucket = (left: string, right: string, leftNumber: number, rightNumber: number): number => {
    if (leftNumber === -1 || rightNumber === -1) return bucketOf(`${left} ${right}`);
    const place = (Math.imul(Math.imul(leftNumber, SPREAD) ^ rightNumber, SPREAD) >>> 11) & (PAIRS - 1);
    const pair = leftNumber * MOST_TOKENS + rightNumber;
    const found = pairs[place] ?? -1;
    const known = found - pair * BUCKET_ROOM;
    if (known >= 0 && known < BUCKET_ROOM) return known;
    const bucket = bucketOf(`${left} ${right}`);
    pairs[place] = pair * BUCKET_ROOM + bucket;
    return bucket;
  };

  return {
    featuresOf(text) {
      const tokens = wordPunctuationTokens(text);
      if (buckets.length < 2 * tokens.length) buckets = new Uint16Array(4 * tokens.length);
      let count = 0;
      let before = '';
      let beforeNumber = -1;
      for (const token of tokens) {
        const number = numberOf(token);
        if (number === -1) buckets[count] = bucketOf(token);
        else {
          buckets[count] = tokenBuckets[number] ?? 0;
          if (ofTarget) targetCounts[number] = (targetCounts[number] ?? 0) + 1;
          else met[number] = 1;
        }
        count += 1;
        if (count > 1) {
          buckets[count] = pairBucket(before, token, beforeNumber, number);
          count += 1;
        }
        before = token;
        beforeNumber = number;
      }
      return { buckets: buckets.subarray(0, count), tokens: tokens.length };
    },
    endTarget() {
      ofTarget = false;
    },
    overlap() {
      let all = 0;
      let shared = 0;
      for (const [token, number] of numbers) {
        const count = targetCounts[number] ?? 0;
        if (count === 0 || !/[\p{L}\p{N}]/u.test(token)) continue;
        all += count;
        if (met[number] === 1) shared += count;
      }
      return all === 0 ? 0 : shared / all;
    },
  };
}
