import { bucketOf } from './bucket.ts';
import { type HashedTokens, isWord, passingTokens } from './word-punctuation.ts';

/** Tokens whose buckets are remembered, at most half of their places. Later ones are hashed whenever they are met. */
const MOST_TOKENS = 1 << 19;
const PLACES = 2 * MOST_TOKENS;
/** Pairs of tokens whose buckets are remembered, a power of two; each takes the place of another in time. */
const PAIRS = 1 << 21;
/** Spreads pairs over their places (an odd number near 2^32 over the golden ratio). */
const SPREAD = 0x9e3779b1;
/** More than any bucket. With two numbers of tokens a bucket fits into the 53 bits of a number. */
const BUCKET_ROOM = 1 << 14;
/** For a token that is not remembered. */
const UNKNOWN = -1;

/*
 * A place of the table of tokens: what belongs to one lies together, since a look into memory far away costs more than
 * all the counting.
 */
const PLACE_WORDS = 4;
const FIRST = 0;
const SECOND = 1;
/** The token's number plus one; 0: nothing is here. */
const NUMBER = 2;
/** Its bucket, and whether the corpus has it. */
const BUCKET = 3;
const MET = 1 << 16;

/** The hashed unigrams and bigrams of a text. */
interface Features {
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
 * remembered: of tokens by two hashes of 32 bits, of pairs by the numbers of their tokens. About 40 MB.
 */
export function createFeaturizer(): Featurizer {
  /** Open addressing, by the first hash. */
  const table = new Int32Array(PLACES * PLACE_WORDS);
  /** By number: how often the target has a word. */
  const targetCounts = new Uint32Array(MOST_TOKENS);
  /** The numbers of two tokens and the bucket, as one number. */
  const pairs = new Float64Array(PAIRS).fill(-1);
  let count = 0;
  let ofTarget = true;
  let buckets = new Uint16Array(1 << 12);

  /** Where a token stands in the table, added if it is new; UNKNOWN when the table is full. */
  const placeOf = (tokens: HashedTokens, token: number): number => {
    const first = tokens.firsts[token] ?? 0;
    const second = tokens.seconds[token] ?? 0;
    let at = (first & (PLACES - 1)) * PLACE_WORDS;
    while (table[at + NUMBER] !== 0) {
      if (table[at + FIRST] === first && table[at + SECOND] === second) return at;
      at = (at + PLACE_WORDS) & (PLACES * PLACE_WORDS - 1);
    }
    if (count === MOST_TOKENS) return UNKNOWN;
    count += 1;
    table[at + FIRST] = first;
    table[at + SECOND] = second;
    table[at + NUMBER] = count;
    table[at + BUCKET] = bucketOf(textOf(tokens, token));
    return at;
  };
  const pairBucket = (tokens: HashedTokens, right: number, leftNumber: number, rightNumber: number): number => {
    if (leftNumber === UNKNOWN || rightNumber === UNKNOWN) return bucketOfPair(tokens, right);
    const place = (Math.imul(Math.imul(leftNumber, SPREAD) ^ rightNumber, SPREAD) >>> 11) & (PAIRS - 1);
    const pair = leftNumber * MOST_TOKENS + rightNumber;
    const known = (pairs[place] ?? -1) - pair * BUCKET_ROOM;
    if (known >= 0 && known < BUCKET_ROOM) return known;
    const bucket = bucketOfPair(tokens, right);
    pairs[place] = pair * BUCKET_ROOM + bucket;
    return bucket;
  };
  return {
    featuresOf(text) {
      const tokens = passingTokens(text);
      if (buckets.length < 2 * tokens.count) buckets = new Uint16Array(4 * tokens.count);
      let made = 0;
      let before = UNKNOWN;
      for (let token = 0; token < tokens.count; token++) {
        const place = placeOf(tokens, token);
        let number = UNKNOWN;
        if (place === UNKNOWN) buckets[made] = bucketOf(textOf(tokens, token));
        else {
          number = (table[place + NUMBER] ?? 0) - 1;
          buckets[made] = (table[place + BUCKET] ?? 0) & (MET - 1);
          if (!ofTarget) table[place + BUCKET] = (table[place + BUCKET] ?? 0) | MET;
          else if (isWord(tokens, token)) targetCounts[number] = (targetCounts[number] ?? 0) + 1;
        }
        made += 1;
        if (token > 0) {
          buckets[made] = pairBucket(tokens, token, before, number);
          made += 1;
        }
        before = number;
      }
      return { buckets: buckets.subarray(0, made), tokens: tokens.count };
    },
    endTarget() {
      ofTarget = false;
    },
    overlap() {
      let all = 0;
      let shared = 0;
      for (let place = 0; place < table.length; place += PLACE_WORDS) {
        const number = (table[place + NUMBER] ?? 0) - 1;
        if (number === UNKNOWN) continue;
        const times = targetCounts[number] ?? 0;
        all += times;
        if (((table[place + BUCKET] ?? 0) & MET) !== 0) shared += times;
      }
      return all === 0 ? 0 : shared / all;
    },
  };
}

/** Of a token and the one before it. */
function bucketOfPair(tokens: HashedTokens, right: number): number {
  return bucketOf(`${textOf(tokens, right - 1)} ${textOf(tokens, right)}`);
}

function textOf({ text, starts, lengths }: HashedTokens, token: number): string {
  const start = starts[token] ?? 0;
  return text.slice(start, start + (lengths[token] ?? 0));
}
